/** For `like … escape '!'`: anywhere in the text, and literally: nothing a person types is a wildcard. */
export function likePart(text: string): string {
  return `%${text.replace(/[!%_]/g, "!$&")}%`;
}
