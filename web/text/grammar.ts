/** The forms of a phrase by count. "other" is always there. */
export type PluralForms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** What a language does with counts and lists, by its own rules (CLDR). */
export interface Grammar {
  /** The form for this count, "#" replaced by its digits. */
  plural(count: number, forms: PluralForms): string;
  number(value: number): string;
  /** "Ana, Bo and Cy". */
  list(items: readonly string[]): string;
}

/** The browser's tools for it are made when they are first needed: together they cost a slow phone a tenth of a second. */
export function grammarOf(locale: string): Grammar {
  const rules = once(() => new Intl.PluralRules(locale));
  const digits = once(() => new Intl.NumberFormat(locale));
  const lists = once(() => new Intl.ListFormat(locale, { type: "conjunction" }));
  const number = (value: number) => digits().format(value);
  return {
    plural: (count, forms) => (forms[rules().select(count)] ?? forms.other).replace("#", number(count)),
    number,
    list: (items) => lists().format(items),
  };
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
