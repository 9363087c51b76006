/** Finds addresses in plain text. Only http and https become links; everything else stays text, whatever it looks like. */
export type Segment = { at: number; text: string; href: string | null };

const candidate =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: an address ends at them
  /https?:\/\/[^\s<>"'`\u0000-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060-\u206f]+/giu;
const trailing = /[.,:;!?…'"»”’)\]}*_~]$/u;
const opening: Record<string, string> = { ")": "(", "]": "[", "}": "{" };

const count = (text: string, character: string) => text.split(character).length - 1;

/** Punctuation at the end belongs to the sentence; a closing bracket only when it was not opened inside the address. */
function trimEnd(address: string): string {
  let text = address;
  while (trailing.test(text)) {
    const last = text.at(-1) as string;
    const open = opening[last];
    if (open && count(text, open) >= count(text, last)) break;
    text = text.slice(0, -1);
  }
  return text;
}

export function autolink(text: string): Segment[] {
  const segments: Segment[] = [];
  let from = 0;
  for (const match of text.matchAll(candidate)) {
    const address = trimEnd(match[0]);
    const url = URL.parse(address);
    if (!url || (url.protocol !== "http:" && url.protocol !== "https:") || url.hostname === "") continue;
    if (match.index > from) segments.push({ at: from, text: text.slice(from, match.index), href: null });
    segments.push({ at: match.index, text: address, href: url.href });
    from = match.index + address.length;
  }
  if (from < text.length) segments.push({ at: from, text: text.slice(from), href: null });
  return segments;
}
