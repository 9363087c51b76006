import { rmSync } from "node:fs";
import { chown, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Client } from "pg";
import { freePort } from "./free-port.ts";
import { programs } from "./programs.ts";
import { until } from "./until.ts";

export interface TestPostgres extends AsyncDisposable {
  /** Process id of the server, parent of all its others; null while it is stopped. */
  readonly pid: number | null;
  /** Makes an empty database; resolves with its URL. */
  createDatabase(): Promise<string>;
  /** Waits for nobody, but in good order. */
  stop(): Promise<void>;
  /** As when the machine loses power, but for what the system has not yet written. */
  kill(): Promise<void>;
  /** On the same port, with the same data. */
  start(): Promise<void>;
}

/** The path of the program `postgres`, or null: `describe.skipIf(!findPostgres())`. */
export const findPostgres = programs.postgres.find;

/** The account that owns a cluster which root starts: PostgreSQL refuses to run as root. */
const owner = "postgres";
const user = "parlor";

/**
 * A private cluster on a free port of the loopback, gone with the test. `fsync` off makes it quick and is lost only with
 * the machine; measurements want it on. Without a password it asks for none.
 */
export async function startPostgres({ fsync = false, password = "" } = {}): Promise<TestPostgres> {
  const program = findPostgres();
  if (!program) throw new Error(`${programs.postgres.label} is not installed: apt install ${programs.postgres.aptPackage}`);
  const folder = await mkdtemp(join(tmpdir(), "parlor-postgres-"));
  await giveToOwner(folder);
  const data = join(folder, "data");
  const passwordFile = join(folder, "password");
  await writeFile(passwordFile, password);
  const auth = password ? ["--auth=scram-sha-256", `--pwfile=${passwordFile}`] : ["--auth=trust"];
  const initialise = ["-D", data, "-U", user, ...auth, "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"];
  const initialised = Bun.spawnSync([...asOwner, join(dirname(program), "initdb"), ...initialise], { cwd: folder });
  if (!initialised.success) throw new Error(`initdb failed: ${initialised.stderr}`);
  const port = await freePort();
  const settings = {
    port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    fsync: fsync ? "on" : "off",
    max_connections: 200,
    shared_buffers: "128MB",
    logging_collector: "off",
  };
  const command = [
    ...asOwner,
    program,
    "-D",
    data,
    ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
  ];
  let running: Bun.Subprocess | null = null;
  let databases = 0;
  const url = (database: string) => `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;

  const end = async (signal: (pid: number) => void | Promise<void>) => {
    if (running) await signal(running.pid);
    await running?.exited;
    running = null;
  };
  // For a run that is cut short, when nobody disposes of anything.
  const removeAtExit = () => {
    running?.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const postgres: TestPostgres = {
    get pid() {
      return running?.pid ?? null;
    },
    async createDatabase() {
      databases += 1;
      const name = `test_${databases}`;
      await withClient(url("postgres"), (client) => client.query(`create database ${name}`));
      return url(name);
    },
    // SIGINT is its "fast" shutdown: transactions under way are rolled back.
    stop: () => end((pid) => void process.kill(pid, "SIGINT")),
    kill: () => end(killFamily),
    async start() {
      // After a kill the first starts may fail, until the system has let go of what the killed ones shared.
      await until(async () => {
        if (!running || running.exitCode !== null || running.signalCode !== null)
          running = Bun.spawn(command, { cwd: folder, stdout: "ignore", stderr: "ignore" });
        return answers(url("postgres"));
      });
    },
    async [Symbol.asyncDispose]() {
      process.off("exit", removeAtExit);
      await end((pid) => void process.kill(pid, "SIGQUIT"));
      await rm(folder, { recursive: true, force: true });
    },
  };
  process.on("exit", removeAtExit);
  await postgres.start();
  return postgres;
}

/** Replaces itself by the program, so that its process id is the program's. */
const asOwner = process.getuid?.() === 0 ? ["setpriv", `--reuid=${owner}`, `--regid=${owner}`, "--clear-groups", "--"] : [];

async function giveToOwner(folder: string): Promise<void> {
  if (asOwner.length === 0) return;
  const entry = (await readFile("/etc/passwd", "utf8")).split("\n").find((line) => line.startsWith(`${owner}:`));
  const [, , uid, gid] = entry?.split(":") ?? [];
  await chown(folder, Number(uid), Number(gid));
}

/** The server and the processes it has made, which would otherwise live on for a while. */
async function killFamily(pid: number): Promise<void> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
  for (const victim of [pid, ...children.split(" ").filter(Boolean).map(Number)]) {
    try {
      process.kill(victim, "SIGKILL");
    } catch {
      // Gone already, with its parent.
    }
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    await withClient(url, (client) => client.query("select 1"));
    return true;
  } catch {
    return false;
  }
}

async function withClient(url: string, use: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url });
  // A connection that the server cuts says so by an event too, which unheard would end the test run.
  client.on("error", () => {});
  try {
    await client.connect();
    await use(client);
  } finally {
    await client.end();
  }
}
