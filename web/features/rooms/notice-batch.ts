import type { Notice, SystemMessage } from "#protocol/objects/message.ts";
import { noticesText } from "./collapse-notices.ts";

/** How long it is waited for another one, and at most. */
const quietMs = 1_500;
const longestMs = 8_000;

/**
 * Comings and goings for who listens to the screen: gathered until they pause, then told in one sentence. Forty people who
 * join would otherwise be forty announcements.
 */
export class NoticeBatch implements Disposable {
  #waiting: Notice[] = [];
  #quiet: ReturnType<typeof setTimeout> | undefined;
  #longest: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly say: (sentence: string) => void) {}

  /** False for what is not a coming or going and should be told by itself. */
  take({ body: { notice } }: SystemMessage): boolean {
    if (notice.kind !== "joined" && notice.kind !== "joined_server" && notice.kind !== "left") return false;
    this.#waiting.push(notice);
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => this.#tell(), quietMs);
    this.#longest ??= setTimeout(() => this.#tell(), longestMs);
    return true;
  }

  /** Drops what is waiting. */
  clear(): void {
    clearTimeout(this.#quiet);
    clearTimeout(this.#longest);
    this.#longest = undefined;
    this.#waiting = [];
  }

  [Symbol.dispose](): void {
    this.clear();
  }

  #tell(): void {
    const sentence = noticesText(this.#waiting);
    this.clear();
    if (sentence) this.say(sentence);
  }
}
