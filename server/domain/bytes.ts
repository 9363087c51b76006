import { limits } from "#protocol/limits.ts";
import type { Message } from "#protocol/objects/message.ts";

interface Page {
  readonly messages: Message[];
  readonly has_before: boolean;
  readonly has_after: boolean;
}

/** As they travel. */
export function bytesOf(messages: readonly Message[]): number {
  return messages.reduce((sum, message) => sum + Buffer.byteLength(JSON.stringify(message)), 0);
}

/**
 * A page of history that a slow reader can take in: what lies farthest from where it was asked for (`at`, a seq; the latest
 * message when there is none) is left out until the rest fits. One message always does.
 */
export function pageInOneAnswer(page: Page, at = Number.POSITIVE_INFINITY): Page {
  const { messages } = page;
  const sizes = messages.map((message) => bytesOf([message]));
  let total = sizes.reduce((sum, size) => sum + size, 0);
  let [from, to] = [0, messages.length];
  while (total > limits.answer_bytes && to - from > 1) {
    const isLastFarther = (messages[to - 1]?.seq ?? 0) - at > at - (messages[from]?.seq ?? 0);
    total -= (isLastFarther ? sizes[--to] : sizes[from++]) ?? 0;
  }
  return {
    messages: messages.slice(from, to),
    has_before: page.has_before || from > 0,
    has_after: page.has_after || to < messages.length,
  };
}
