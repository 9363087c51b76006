import type { PersonId, SessionId } from "#protocol/ids.ts";
import { limits } from "#protocol/limits.ts";
import type { Input, OperationName, Output } from "#protocol/operations/index.ts";
import type { TimerHandle } from "./clock.ts";
import type { ParlorDependencies } from "./dependencies.ts";
import type { HttpDoor } from "./http.ts";
import { endsSession, notSignedIn, ok, type Result, unreachable } from "./result.ts";
import type { ClientStorage } from "./storage.ts";

/** What this device keeps of a sign-in. With cookies the tokens are where no script can read them, and null here. */
interface SessionRecord extends SignedIn {
  session: SessionId;
  access: string | null;
  refresh: string | null;
  /** When the access token is to be renewed, by this device's clock. */
  renew_at: number;
  /** Counts renewals, so that a tab sees that another has been first. */
  generation: number;
  /** Signed out here while the server could not be told; it is told at the next start. */
  ending?: true;
}

/** Whose sign-in it is. */
export interface SignedIn {
  kind: "account" | "guest";
  person: PersonId;
}

type Tokens = Pick<Output<"auth.refresh">, "session" | "access_token" | "refresh_token">;

const day_ms = 24 * 60 * 60 * 1_000;
/** Renewed this long before the server would refuse it. */
const margin_ms = 60_000;
const recordKey = "current";

/**
 * The right to act as an account, or as the guest of a room, from this device. Access lasts minutes and is renewed here: before it expires, and once after
 * a 401. A refresh token works once, so renewals are single-flight within the tab and, by the lock, among tabs; whoever
 * comes second finds the first one's record and uses that.
 */
export class Session {
  #record: SessionRecord | null = null;
  #renewal: Promise<Result<void>> | null = null;
  /** The sign-in is being replaced: whoever needs one waits for the new one. */
  #trade: Promise<unknown> = Promise.resolve();
  /** The server let no socket in, so the token may be bad before its time. */
  #isDoubted = false;
  #daily: TimerHandle = null;

  constructor(
    private readonly dependencies: Pick<ParlorDependencies, "clock" | "withLock" | "delivery">,
    private readonly storage: ClientStorage,
    private readonly http: HttpDoor,
    private readonly onEnded: (why: "signed_out" | "blocked") => void,
  ) {}

  /** Whose sign-in this device keeps, or null. Finishes a sign-out that the server has not heard of. */
  async load(): Promise<SignedIn | null> {
    this.#record = await this.#stored();
    if (!this.#record?.ending) return this.#record;
    const renewed = await this.#renew();
    const told = renewed.ok ? await this.http.call("auth.logout", {}, this.#headers()) : renewed;
    if (told.ok || endsSession(told.problem)) await this.#forget();
    this.#record = null;
    return null;
  }

  begin({ kind, person }: SignedIn, tokens: Tokens): Promise<void> {
    return this.#keep({ kind, person, generation: 0 }, tokens);
  }

  /** Makes an account of the guest: the server ends the guest's session and gives one of the account. */
  async upgrade(input: Input<"guest.upgrade">): Promise<Result<Output<"guest.upgrade">>> {
    const answer = await this.#upgradeOnce(input);
    if (answer.ok || !isStale(answer.problem.code)) return answer;
    const renewed = await this.#renew();
    return renewed.ok ? this.#upgradeOnce(input) : renewed;
  }

  /** Whether this session, which the server has ended, has given way to another one of the same person: here or in another tab. */
  async isReplaced(session: SessionId): Promise<boolean> {
    await this.#trade;
    return this.#locked(async () => {
      const stored = await this.#stored();
      if (!stored || stored.person !== this.#record?.person || stored.session === session) return false;
      this.#record = stored;
      return true;
    }).catch(() => false);
  }

  /** An operation over HTTP, as the account. */
  call<N extends OperationName>(op: N, input: Input<N>): Promise<Result<Output<N>>> {
    return this.#admitted((headers) => this.http.call(op, input, headers));
  }

  /** An operation whose body is a file, as the account. */
  upload<N extends OperationName>(op: N, body: Uint8Array<ArrayBuffer>): Promise<Result<Output<N>>> {
    return this.#admitted((headers) => this.http.upload(op, body, headers));
  }

  /** Asks with access that holds; once more when the server thinks otherwise. */
  async #admitted<T>(ask: (headers: Record<string, string>) => Promise<Result<T>>): Promise<Result<T>> {
    const admission = await this.admit();
    if (!admission.ok) return admission;
    const answer = await ask(admission.value);
    if (answer.ok || !isStale(answer.problem.code)) return answer;
    const renewed = await this.#renew();
    return renewed.ok ? ask(this.#headers()) : renewed;
  }

  /** The headers that let a request in, good for at least a minute. */
  async admit(): Promise<Result<Record<string, string>>> {
    if (!this.#record) return notSignedIn();
    if (this.#record.renew_at <= this.dependencies.clock.now()) {
      const renewed = await this.#renew();
      if (!renewed.ok) return renewed;
    }
    return ok(this.#headers());
  }

  /** The same for a socket. An upgrade that was refused looks like a cut line, so after one the token is tried over HTTP. */
  async admitSocket(): Promise<Result<Record<string, string>>> {
    if (this.#isDoubted) {
      const tried = await this.call(this.#record?.kind === "guest" ? "guest.get" : "account.get", {});
      if (!tried.ok) return tried;
      this.#isDoubted = false;
    }
    return this.admit();
  }

  /** Renews once a day also where no request asks for it, so that a tab which stays connected for months stays signed in. */
  stayFresh(): void {
    this.rest();
    this.#daily = this.dependencies.clock.setTimeout(() => {
      this.stayFresh();
      void this.#renew();
    }, day_ms);
  }

  rest(): void {
    this.dependencies.clock.clearTimeout(this.#daily);
  }

  doubt(): void {
    this.#isDoubted = true;
  }

  /** Tells the server, if it can be reached, and forgets the tokens either way. */
  async logout(): Promise<void> {
    const record = this.#record;
    const told = await this.call("auth.logout", {});
    const isUntold = !told.ok && !endsSession(told.problem);
    await this.#forget();
    // Without the cookies' help nobody could end this session later: scripts can neither read nor remove them.
    if (isUntold && record && this.dependencies.delivery === "cookie") {
      await this.#put({ ...record, access: null, refresh: null, renew_at: 0, generation: 0, ending: true });
    }
    this.#record = null;
  }

  /** Forgets the tokens of a session that the server has ended. */
  async end(): Promise<void> {
    const ended = this.#record;
    this.#record = null;
    // Another tab may have signed in anew meanwhile, and that record is not ours to remove.
    if ((await this.#stored())?.session === ended?.session) await this.#forget();
  }

  #renew(): Promise<Result<void>> {
    this.#renewal ??= this.#trade
      .then(() => this.#locked(() => this.#renewOnce()))
      .catch(() => unreachable())
      .finally(() => {
        this.#renewal = null;
      });
    return this.#renewal;
  }

  async #renewOnce(): Promise<Result<void>> {
    const mine = this.#record;
    if (!mine) return notSignedIn();
    const stored = await this.#stored();
    if (stored?.person !== mine.person) return this.#ended("signed_out");
    if (stored.session !== mine.session || stored.generation > mine.generation) {
      this.#record = stored;
      return ok(undefined);
    }
    const answer = await this.http.call("auth.refresh", stored.refresh === null ? {} : { refresh_token: stored.refresh });
    if (!answer.ok) {
      const why = endsSession(answer.problem);
      return why ? this.#ended(why, answer) : answer;
    }
    if (this.#record === mine) await this.#keep({ ...mine, generation: mine.generation + 1 }, answer.value);
    return ok(undefined);
  }

  async #upgradeOnce(input: Input<"guest.upgrade">): Promise<Result<Output<"guest.upgrade">>> {
    const admission = await this.admit();
    if (!admission.ok) return admission;
    const trade = this.#locked(async () => {
      const answer = await this.http.call("guest.upgrade", input, this.#headers());
      if (answer.ok) await this.begin({ kind: "account", person: answer.value.account.id }, answer.value);
      return answer;
    }).catch(() => unreachable());
    this.#trade = trade;
    return trade;
  }

  #ended(why: "signed_out" | "blocked", answer: Result<never> = notSignedIn()): Result<never> {
    if (!this.#record?.ending) this.onEnded(why);
    return answer;
  }

  #locked<T>(work: () => Promise<T>): Promise<T> {
    const { withLock } = this.dependencies;
    return withLock ? withLock("session", work) : work();
  }

  #headers(): Record<string, string> {
    const access = this.#record?.access;
    return access ? { authorization: `Bearer ${access}` } : {};
  }

  async #keep(signIn: Pick<SessionRecord, "kind" | "person" | "generation" | "ending">, tokens: Tokens): Promise<void> {
    // By lifetime and not by the server's time of expiry: the clocks of devices are wrong more often than one thinks.
    const renew_at = this.dependencies.clock.now() + limits.access_token_ms - margin_ms;
    const record = { ...signIn, session: tokens.session, access: tokens.access_token, refresh: tokens.refresh_token, renew_at };
    this.#record = record;
    this.#isDoubted = false;
    await this.#put(record);
  }

  async #stored(): Promise<SessionRecord | null> {
    return (await this.storage.get("session", recordKey)) as SessionRecord | null;
  }

  #put(record: SessionRecord): Promise<void> {
    return this.storage.put("session", recordKey, record);
  }

  #forget(): Promise<void> {
    return this.storage.delete("session", recordKey);
  }
}

const isStale = (code: string) => code === "not_signed_in" || code === "session_expired";
