/** The form in which names are put in order: letters before case and accents. Compared code point by code point. */
export function sortName(name: string): string {
  return name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
