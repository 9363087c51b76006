import { effect, signal } from "@preact/signals";
import type { Parlor } from "#client/parlor.ts";
import { en, type Text } from "./en.ts";
import { bestLanguage } from "./language.ts";

/** Every language there is, by its tag; one beside English is a module of its own, fetched when it is first spoken. */
const languages: Record<string, () => Promise<Text>> = {
  en: () => Promise.resolve(en),
};
export const languageTags = Object.keys(languages);

const spoken = signal<Text>(en);

/** The words of the interface. Read it while rendering: a component then follows a change of language by itself. */
export const text = (): Text => spoken.value;

/** Speaks what the person has set, or what the device does, and changes over while everything stays where it is. */
export function startLanguage(parlor: Parlor): void {
  let wanted = "en";
  effect(() => {
    const chosen = parlor.me.value?.settings.language ?? "system";
    wanted = bestLanguage(chosen === "system" ? navigator.languages : [chosen], languageTags);
    const tag = wanted;
    languages[tag]?.().then(
      (words) => {
        // Of two choices made in a hurry the later one holds.
        if (wanted === tag) spoken.value = words;
      },
      () => {
        // Without a network the words at hand go on being spoken; the next start tries again.
      },
    );
  });
  effect(() => {
    document.documentElement.lang = text().locale;
    document.documentElement.dir = text().direction;
  });
}
