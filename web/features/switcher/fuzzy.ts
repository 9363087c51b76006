/** How well what somebody typed fits a name: its characters in their order, better together and at the beginning of words. */

const wordStart = 8;
const together = 5;
const hit = 1;
const gap = -0.2;

/** Without case and accents, so that "zoe" finds "Zoë". */
function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** The higher the better; null when it does not fit at all. An empty query fits everything equally. */
export function fuzzyScore(query: string, name: string): number | null {
  const wanted = [...fold(query).replace(/\s+/gu, "")];
  const text = fold(name);
  if (wanted.length === 0) return 0;
  let best: number | null = null;
  // From each place where the first character stands: the leftmost is not always the best.
  for (let from = text.indexOf(wanted[0] ?? ""); from >= 0; from = text.indexOf(wanted[0] ?? "", from + 1)) {
    const score = scoreFrom(wanted, text, from);
    if (score !== null && (best === null || score > best)) best = score;
  }
  return best === null ? null : best - text.length / 100;
}

function scoreFrom(wanted: readonly string[], text: string, from: number): number | null {
  let score = 0;
  let last = -1;
  let at = from;
  for (const character of wanted) {
    const found = text.indexOf(character, at);
    if (found < 0) return null;
    const startsWord = found === 0 || /[\s_.\-@]/u.test(text[found - 1] ?? "");
    score += hit + (startsWord ? wordStart : 0);
    if (last >= 0) score += found === last + 1 ? together : gap * (found - last - 1);
    last = found;
    at = found + character.length;
  }
  return score;
}
