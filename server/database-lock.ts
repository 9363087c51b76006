import { Client } from "pg";
import { StartError } from "./start-error.ts";
import { explainPostgres } from "./store/postgres/start-errors.ts";

/** "parlor" as a number. Advisory locks belong to one database, where nothing else of Parlor's takes this one. */
const lockKey = "123563833847666";
/** The connection that broke may live on at PostgreSQL for a while, and hold the lock against ourselves. */
const refusalsBeforeGivingUp = 30;

/** Alone on the database, or beside others that want it so too. */
type Company = "alone" | "together";

export interface DatabaseLockOptions {
  readonly company: Company;
  /** What a person is told when the database is held by somebody who does not fit. */
  readonly refusal: string;
  /** Hears when others have taken the place of this one while it was cut off. */
  readonly onTaken: (reason: StartError) => void;
  readonly retryMs?: number;
}

/**
 * Says who may use a PostgreSQL database at the same time: one node without Redis, since nodes could not tell each other
 * what happens, or any number of nodes with it. The lock is that of a session, so PostgreSQL lets go of it when the process
 * ends in whatever way. When the connection breaks (as PostgreSQL restarts) it is taken again, unless others were faster.
 * The address must lead to PostgreSQL itself or to a pooler in session mode.
 */
export class DatabaseLock implements AsyncDisposable {
  #session: Client | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #isReleased = false;

  static async take(databaseUrl: string, options: DatabaseLockOptions): Promise<DatabaseLock> {
    const lock = new DatabaseLock(databaseUrl, options);
    const isTaken = await lock.#take().catch((error: unknown) => {
      throw explainPostgres(databaseUrl, error);
    });
    if (!isTaken) throw new StartError(options.refusal);
    return lock;
  }

  private constructor(
    private readonly databaseUrl: string,
    private readonly options: DatabaseLockOptions,
  ) {}

  /** Tells this database from all others, whatever address leads to it. Its schema must be there. */
  async identify(): Promise<string> {
    const made = "select current_database() || '/' || applied_at as id from migrations where number = 1";
    const answer = await this.#session?.query<{ id: string }>(made);
    return `postgres:${answer?.rows[0]?.id}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isReleased = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#session?.end();
  }

  /** False when another session holds the lock; rejects when PostgreSQL cannot be asked. */
  async #take(): Promise<boolean> {
    const session = new Client({
      connectionString: this.databaseUrl,
      application_name: "parlor-lock",
      connectionTimeoutMillis: 3_000,
      query_timeout: 3_000,
      keepAlive: true,
    });
    session.on("error", () => {
      // The session's "end" follows, and there the lock is taken again.
    });
    const attempt = this.options.company === "alone" ? "pg_try_advisory_lock" : "pg_try_advisory_lock_shared";
    let isTaken = false;
    try {
      await session.connect();
      // A node whose machine died without a word must not hold the lock for the two hours that are usual.
      await session.query("set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3");
      const { rows } = await session.query<{ taken: boolean }>(`select ${attempt}($1) as taken`, [lockKey]);
      isTaken = rows[0]?.taken === true && !this.#isReleased;
    } finally {
      if (!isTaken) await session.end();
    }
    if (!isTaken) return false;
    this.#session = session;
    session.on("end", () => this.#takeAgain(0));
    return true;
  }

  #takeAgain(refusals: number): void {
    this.#session = null;
    if (this.#isReleased) return;
    if (refusals === refusalsBeforeGivingUp) return this.options.onTaken(new StartError(this.options.refusal));
    this.#timer = setTimeout(async () => {
      const isTaken = await this.#take().catch(() => null);
      if (!isTaken) this.#takeAgain(isTaken === false ? refusals + 1 : refusals);
    }, this.options.retryMs ?? 1_000);
    this.#timer.unref();
  }
}
