/** Text as people see it: length in code points, blank text, and names that cannot deceive. No I/O, no schema library. */

/** Length in Unicode code points, which is what every text limit counts. */
export function codePoints(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit <= 0xdbff && i + 1 < text.length) {
      const next = text.charCodeAt(i + 1);
      if (next >= 0xdc00 && next <= 0xdfff) i++;
    }
    count++;
  }
  return count;
}

/** Nothing but characters that show nothing: white space, zero-width characters, fillers, bidi controls, variation selectors, tags. */
const onlyInvisible =
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: characters that combine are meant alone
  /^(?:\u034f|[\s\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb]|\u{1d159}|[\u{e0000}-\u{e0fff}])*$/u;

/** True when nothing of the text would be visible. */
export function isBlank(text: string): boolean {
  return onlyInvisible.test(text);
}

/** Controls, bidi overrides and isolates, zero-width characters: what lets one name pass for another. */
const deceptive =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what is removed
  /\u034f|[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffb]|[\u{e0000}-\u{e0fff}]/gu;

/**
 * A name as it is stored and shown: NFC, without characters that hide or reorder, white space folded to single spaces.
 * May be empty afterwards; the caller's schema refuses that.
 */
export function cleanName(name: string): string {
  return name.normalize("NFC").replace(deceptive, "").replace(/\s+/gu, " ").trim();
}

/** True when the text is well-formed UTF-16 without NUL, so that every store can hold it. */
export function isStorable(text: string): boolean {
  return !text.includes("\u0000") && text.isWellFormed();
}
