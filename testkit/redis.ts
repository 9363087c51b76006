import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.ts";
import { programs } from "./programs.ts";

export interface TestRedis extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** Null while it is stopped. */
  readonly pid: number | null;
  /** In good order. The port stays reserved for `start`; so it does after `kill`. */
  stop(): Promise<void>;
  kill(): Promise<void>;
  /** Comes back empty: nothing is ever written to disk. */
  start(): Promise<void>;
  /** Connections stay open and nothing is answered, as when the machine hangs. */
  freeze(): void;
  thaw(): void;
}

/** The path of redis-server, or null: `describe.skipIf(!findRedis())`. */
export const findRedis = programs.redis.find;

/** A private Redis on a free port of the loopback, gone with the test. */
export async function startRedis(options: { password?: string } = {}): Promise<TestRedis> {
  const program = findRedis();
  if (!program) throw new Error(`${programs.redis.label} is not installed: apt install ${programs.redis.aptPackage}`);
  const folder = await mkdtemp(join(tmpdir(), "parlor-redis-"));
  const port = await freePort();
  const settings = {
    port,
    bind: "127.0.0.1",
    dir: folder,
    save: "",
    appendonly: "no",
    ...(options.password && { requirepass: options.password }),
  };
  const command = [program, ...Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)])];
  let running: Bun.Subprocess | null = null;

  const end = async (signal: NodeJS.Signals) => {
    running?.kill(signal);
    await running?.exited;
    running = null;
  };
  const killAtExit = () => void running?.kill("SIGKILL");
  const redis: TestRedis = {
    port,
    get pid() {
      return running?.pid ?? null;
    },
    url: `redis://${options.password ? `:${options.password}@` : ""}127.0.0.1:${port}`,
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
    async start() {
      if (running?.exitCode === null && running.signalCode === null) return;
      const started = Bun.spawn(command, { stdout: "ignore", stderr: "ignore" });
      running = started;
      while (!(await answers(port))) {
        if (started.exitCode !== null) throw new Error(`redis-server ended with ${started.exitCode}`);
        await Bun.sleep(5);
      }
    },
    freeze: () => void running?.kill("SIGSTOP"),
    thaw: () => void running?.kill("SIGCONT"),
    async [Symbol.asyncDispose]() {
      process.off("exit", killAtExit);
      await end("SIGKILL");
      await rm(folder, { recursive: true, force: true });
    },
  };
  process.on("exit", killAtExit);
  await redis.start();
  return redis;
}

/** Any answer will do: one that wants a password is up too. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write("PING\r\n"));
    socket.once("data", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
    socket.once("close", () => resolve(false));
  });
}
