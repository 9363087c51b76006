import confusables from "unhomoglyph/data.json" with { type: "text" };

let table: Readonly<Record<string, string>> | null = null;

/**
 * The form in which names that look alike are equal: Unicode's confusables folded (UTS #39, skeleton), letter case and white
 * space too, and what even a careful reader takes for one another in small type: l, I, i and 1; O and 0.
 */
export function nameSkeleton(name: string): string {
  const folded = foldConfusables(name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase());
  return foldConfusables(folded.toLowerCase())
    .replace(/[\s_.-]/gu, "")
    .replace(/[i1|]/gu, "l")
    .replace(/0/gu, "o");
}

function foldConfusables(text: string): string {
  // Read with the first name: it would add 10 ms to every start and 4 MB to every process. TypeScript takes it for an object.
  table ??= JSON.parse(confusables as unknown as string) as Readonly<Record<string, string>>;
  const prototypes = table;
  // Each of the table's keys is one character.
  return Array.from(text, (character) => prototypes[character] ?? character).join("");
}
