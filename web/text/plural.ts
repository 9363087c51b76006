/** Picks the form of a phrase for a count, by the language's own rules (CLDR). "other" is always there. */
export type PluralForms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

export function pluralOf(locale: string): (count: number, forms: PluralForms) => string {
  // Made when something is first counted: together they cost a slow phone a tenth of a second before anything is on its screen.
  let tools: { rules: Intl.PluralRules; digits: Intl.NumberFormat } | undefined;
  return (count, forms) => {
    tools ??= { rules: new Intl.PluralRules(locale), digits: new Intl.NumberFormat(locale) };
    return (forms[tools.rules.select(count)] ?? forms.other).replace("#", tools.digits.format(count));
  };
}
