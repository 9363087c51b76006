import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type NodeAnswer, type NodeCommand, nodeProgram } from "./cluster-node.ts";
import { freePort } from "./free-port.ts";
import { RawPerson } from "./raw-client.ts";
import { RoundRobin } from "./round-robin.ts";

export interface ClusterOptions {
  readonly nodes: number;
  readonly database_url: string;
  readonly redis_url: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Nodes that work together, each a process, behind a proxy that sends each connection to the next of them. */
export class Cluster implements AsyncDisposable {
  private constructor(
    readonly nodes: readonly ClusterNode[],
    private readonly proxy: RoundRobin,
    private readonly folder: string,
  ) {}

  static async start({ nodes, database_url, redis_url, env }: ClusterOptions): Promise<Cluster> {
    const folder = await mkdtemp(join(tmpdir(), "parlor-cluster-"));
    const ports = await Promise.all(Array.from({ length: nodes }, freePort));
    const shared = { DATABASE_URL: database_url, REDIS_URL: redis_url, ...env };
    const all = ports.map(
      (port, index) => new ClusterNode({ ...shared, PORT: String(port), DATA_DIR: join(folder, `${index}`) }),
    );
    const cluster = new Cluster(all, new RoundRobin(ports), folder);
    try {
      await Promise.all(all.map((node) => node.start()));
      return cluster;
    } catch (error) {
      await cluster[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Where people reach it, on whichever node. */
  get url(): string {
    return this.proxy.url;
  }

  node(index: number): ClusterNode {
    const node = this.nodes[index];
    if (!node) throw new RangeError(`there is no node ${index}`);
    return node;
  }

  /** Moves the clocks of all nodes that run. */
  async advance(ms: number): Promise<void> {
    await Promise.all(this.nodes.filter(({ isRunning }) => isRunning).map((node) => node.advance(ms)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.proxy[Symbol.dispose]();
    await Promise.all(this.nodes.map((node) => node.kill()));
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** The same for every node: sessions of one are good on the others. */
const secrets = { JWT_SECRET: "a secret of tests that all nodes share", PRELOGIN_SECRET: "another one that all nodes share" };

export class ClusterNode {
  readonly url: string;
  #process: Bun.Subprocess | null = null;
  readonly #waiting: ((answer: NodeAnswer) => void)[] = [];

  constructor(private readonly env: Readonly<Record<string, string>>) {
    this.url = `http://127.0.0.1:${env.PORT}`;
  }

  get isRunning(): boolean {
    return this.#process !== null;
  }

  /** Resolves when it listens; after `kill` and `stop` on the same port. */
  async start(): Promise<void> {
    const started = Bun.spawn([...nodeProgram], {
      env: { ...process.env, LOG_LEVEL: process.env.TEST_LOG ?? "silent", HOST: "127.0.0.1", ...secrets, ...this.env },
      stdio: ["ignore", "inherit", "inherit"],
      ipc: (answer: NodeAnswer) => this.#waiting.shift()?.(answer),
    });
    this.#process = started;
    const ended = started.exited.then((code) => {
      throw new Error(`the node ended with ${code} before it listened`);
    });
    await Promise.race([this.#answer(), ended]);
    ended.catch(() => undefined);
  }

  /** As when the machine loses power. */
  kill(): Promise<void> {
    return this.#end("SIGKILL");
  }

  /** In good order. */
  stop(): Promise<void> {
    return this.#end("SIGTERM");
  }

  advance(ms: number): Promise<void> {
    return this.#command({ kind: "advance", ms });
  }

  /** Looks now for rooms that nobody is in. */
  cleanRooms(): Promise<void> {
    return this.#command({ kind: "clean_rooms" });
  }

  async #command(command: NodeCommand): Promise<void> {
    this.#process?.send(command);
    await this.#answer();
  }

  #answer(): Promise<NodeAnswer> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const ending = this.#process;
    this.#process = null;
    this.#waiting.length = 0;
    ending?.kill(signal);
    await ending?.exited;
  }
}

/** The same account, talking to one node past the proxy. */
export function at(node: { readonly url: string }, person: RawPerson): RawPerson {
  return new RawPerson(node.url, person.name, person.access_token, person.refresh_token, person.id, person.session);
}
