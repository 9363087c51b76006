import type { Message } from "#protocol/objects/message.ts";
import type { Output } from "#protocol/operations/index.ts";

/**
 * The part of a conversation that is held: messages in order of seq, with none missing between the first and the last.
 * Pure: each function gives a new run, or the same one when nothing changed.
 */
export interface MessageRun {
  readonly messages: readonly Message[];
  /** Every change up to this rev is in the messages held. */
  readonly rev: number;
  readonly has_before: boolean;
  /** False when the last message held is the latest there is. */
  readonly has_after: boolean;
}

export type HistoryPage = Output<"conversation.history">;

export function runFromPage({ messages, has_before, has_after }: HistoryPage, rev: number): MessageRun {
  return { messages, rev, has_before, has_after };
}

export function withPageBefore(run: MessageRun, page: HistoryPage): MessageRun {
  const first = run.messages[0]?.seq ?? Number.POSITIVE_INFINITY;
  const older = page.messages.filter(({ seq }) => seq < first);
  return { ...run, messages: [...older, ...run.messages], has_before: page.has_before };
}

export function withPageAfter(run: MessageRun, page: HistoryPage): MessageRun {
  const last = run.messages.at(-1)?.seq ?? 0;
  const newer = page.messages.filter(({ seq }) => seq > last);
  return { ...run, messages: [...run.messages, ...newer], has_after: page.has_after };
}

/**
 * Takes in messages as they are at `rev`: a changed one replaces its older self, a new one continues a run that reaches the
 * end. What lies outside the run is not held, and an older state never replaces a newer one.
 */
export function withChanges(run: MessageRun, changes: readonly Message[], rev: number): MessageRun {
  let messages = run.messages;
  // An edited new message stands behind later ones in order of rev; appending goes by seq.
  for (const message of [...changes].sort((a, b) => a.seq - b.seq)) {
    const index = indexOfSeq(messages, message.seq);
    const held = messages[index];
    if (held?.seq === message.seq) {
      if (message.rev > held.rev) messages = messages.with(index, message);
    } else if (index === messages.length && !run.has_after) {
      messages = [...messages, message];
    }
  }
  const reached = Math.max(run.rev, rev);
  return messages === run.messages && reached === run.rev ? run : { ...run, messages, rev: reached };
}

/** The newest messages of a run that reaches the end. */
export function tailOf(run: MessageRun, length: number): MessageRun {
  if (run.messages.length <= length) return run;
  return { ...run, messages: run.messages.slice(-length), has_before: true };
}

/** Whether the message at this position is held, or known not to exist. */
export function covers({ messages, has_before, has_after }: MessageRun, seq: number): boolean {
  const reachesBack = !has_before || (messages[0]?.seq ?? Number.POSITIVE_INFINITY) <= seq;
  const reachesOn = !has_after || (messages.at(-1)?.seq ?? 0) >= seq;
  return reachesBack && reachesOn;
}

/** Index of the first message whose seq is not below this one. */
function indexOfSeq(messages: readonly Message[], seq: number): number {
  let low = 0;
  let high = messages.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((messages[middle]?.seq ?? 0) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}
