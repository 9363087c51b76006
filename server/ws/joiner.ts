/** Events a topic may have within `windowMs` before its frames are joined: about 50 a second. */
const busyAt = 10;
const windowMs = 200;
/** How long a busy topic gathers frames. */
const gatherMs = 15;
/** A joined frame is sent before it grows beyond this. */
const joinedBytes = 32 * 1024;

/**
 * Sends the frames of one topic: at once while it is idle, joined into one array of ~15 ms while it is busy, because
 * what a delivery costs is the write to the socket, not its bytes. Order is kept.
 */
export class Joiner {
  #gathered: string[] = [];
  #gatheredBytes = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #windowStart = 0;
  #inWindow = 0;
  #inWindowBefore = 0;

  constructor(private readonly send: (packet: string) => void) {}

  push(frame: string): void {
    const busy = this.#isBusy();
    if (this.#timer) {
      this.#gather(frame);
    } else if (busy) {
      this.#timer = setTimeout(() => this.flush(), gatherMs);
      this.#gather(frame);
    } else {
      this.send(frame);
    }
  }

  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#sendGathered();
  }

  #gather(frame: string): void {
    if (this.#gatheredBytes + frame.length > joinedBytes) this.#sendGathered();
    this.#gathered.push(frame);
    this.#gatheredBytes += frame.length;
  }

  #sendGathered(): void {
    if (this.#gathered.length === 0) return;
    this.send(this.#gathered.length === 1 ? (this.#gathered[0] ?? "") : `[${this.#gathered.join(",")}]`);
    this.#gathered = [];
    this.#gatheredBytes = 0;
  }

  #isBusy(): boolean {
    const now = performance.now();
    const elapsed = now - this.#windowStart;
    if (elapsed > windowMs) {
      this.#inWindowBefore = elapsed > 2 * windowMs ? 0 : this.#inWindow;
      this.#inWindow = 0;
      this.#windowStart = now;
    }
    this.#inWindow++;
    return Math.max(this.#inWindow, this.#inWindowBefore) > busyAt;
  }
}
