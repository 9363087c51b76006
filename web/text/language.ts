/** Which language the interface speaks. Free of the page, so that it can be tested. */

/** The one of the languages at hand that fits best what somebody reads, best first; English when none does. */
export function bestLanguage(wanted: readonly string[], atHand: readonly string[]): string {
  for (const tag of wanted) {
    const found = atHand.find((language) => language === tag) ?? atHand.find((language) => language === baseOf(tag));
    if (found) return found;
  }
  return "en";
}

/** "pt-BR" is a kind of "pt". */
const baseOf = (tag: string) => tag.split("-")[0]?.toLowerCase();
