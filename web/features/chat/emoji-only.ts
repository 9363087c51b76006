const fewEmoji = /^\s*(?:\p{RGI_Emoji}\s*){1,3}$/v;

/** One to three emoji and nothing else: shown large, without a bubble. */
export function isFewEmoji(text: string): boolean {
  return text.length <= 60 && fewEmoji.test(text);
}
