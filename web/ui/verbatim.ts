/**
 * For fields that hold no prose: names, codes, passwords, searches. In the DOM `autocorrect` is a boolean, and Preact sets it as
 * one: the word "off" would turn it on.
 */
export const verbatim = { autocapitalize: "none", autocorrect: false as unknown as "off", spellcheck: false } as const;
