import unhomoglyph from "unhomoglyph";

/**
 * The form in which names that look alike are equal: Unicode's confusables folded (UTS #39, skeleton), letter case and white
 * space too, and what even a careful reader takes for one another in small type: l, I, i and 1; O and 0.
 */
export function nameSkeleton(name: string): string {
  const folded = unhomoglyph(name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase());
  return unhomoglyph(folded.toLowerCase())
    .replace(/[\s_.-]/gu, "")
    .replace(/[i1|]/gu, "l")
    .replace(/0/gu, "o");
}
