import { grammarOf } from "./grammar.ts";

export const { plural, number, list } = grammarOf("en-GB");
