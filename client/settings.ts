import { signal } from "@preact/signals-core";
import type { Settings } from "#protocol/objects/settings.ts";
import { ok, type Result } from "./result.ts";
import type { Self } from "./self.ts";

interface SettingsDependencies {
  /** `settings.update`. */
  send(change: Partial<Settings>): Promise<Result<Settings>>;
  /** The server has them; what it says of the settings sent holds from here on. */
  settled(accepted: Partial<Settings>): void;
}

/**
 * Settings show at once what was chosen. A refusal takes it back; a server that cannot be reached is told as soon as it can
 * be. One update is on its way at a time, so that of two choices the later one holds.
 */
export class SettingsUpdates {
  /** Chosen here and not yet known by the server. */
  readonly pending = signal<Partial<Settings>>({});
  #sending: Promise<Result<void>> = Promise.resolve(ok(undefined));

  constructor(private readonly dependencies: SettingsDependencies) {}

  /** Resolves with the server's answer; also with a yes while the server cannot be asked. */
  change(change: Partial<Settings>): Promise<Result<void>> {
    this.pending.value = { ...this.pending.peek(), ...change };
    this.#sending = this.#sending.then(() => this.#send());
    return this.#sending;
  }

  /** The connection is back. */
  resume(): void {
    if (Object.keys(this.pending.peek()).length > 0) void this.change({});
  }

  async #send(): Promise<Result<void>> {
    const sent = this.pending.peek();
    // A later choice was sent along with an earlier one.
    if (Object.keys(sent).length === 0) return ok(undefined);
    const answer = await this.dependencies.send(sent);
    if (!answer.ok && answer.problem.code === "unavailable") return ok(undefined);
    if (answer.ok) this.dependencies.settled(pick(answer.value, sent));
    this.pending.value = without(this.pending.peek(), sent);
    return answer.ok ? ok(undefined) : answer;
  }
}

/** The same person with other settings; guests have none. */
export function withSettings(self: Self, change: Partial<Settings>): Self {
  if (self.kind === "guest" || Object.keys(change).length === 0) return self;
  return { ...self, account: { ...self.account, settings: { ...self.account.settings, ...change } } };
}

/** Those settings that were sent, as the server has them. */
function pick(settings: Settings, sent: Partial<Settings>): Partial<Settings> {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => name in sent));
}

/** What has been chosen anew meanwhile stays. */
function without(pending: Partial<Settings>, sent: Partial<Settings>): Partial<Settings> {
  return Object.fromEntries(Object.entries(pending).filter(([name, value]) => sent[name as keyof Settings] !== value));
}
