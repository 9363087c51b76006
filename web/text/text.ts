import { signal } from "@preact/signals";
import { en, type Text } from "./en.ts";

const language = signal<Text>(en);

/** The words of the interface. Read it while rendering: a component then follows a change of language by itself. */
export const text = (): Text => language.value;
