import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { atMost, type Figure } from "../figure.ts";
import { type Memory, memoryOf } from "../process/answer-parent.ts";
import { unpinned } from "../process/child.ts";
import { median } from "../statistics.ts";

const rounds = 10;
const root = join(import.meta.dir, "../..");
const idleAfterMs = 3_000;

/** From the command to the first answer, and what the process then holds without anybody connected. */
export const start: Figure = {
  name: "start",
  async run() {
    const folder = mkdtempSync(join(tmpdir(), "parlor-load-"));
    const env = { ...process.env, PORT: "0", DATA_DIR: folder };
    const real = () => launch([join(root, "cli/start.ts"), "serve"], env);
    const floor = () => launch([join(root, "load/floors/http-server.ts")], process.env);
    try {
      // The first one builds what is stale, and makes the database and the secrets.
      await (await real()).stop();
      const times = { real: [] as number[], floor: [] as number[] };
      for (let round = 0; round < rounds; round++) {
        times.floor.push(await timeOf(floor));
        times.real.push(await timeOf(real));
      }
      const idle = { floor: await idleMemory(floor), real: await idleMemory(real) };
      const megabytes = (figure: string, of: (memory: Memory) => number) => ({
        figure,
        unit: "MB",
        measured: of(idle.real) / 1_000_000,
        floor: of(idle.floor) / 1_000_000,
      });
      return [
        {
          figure: "process start to first answer",
          unit: "ms",
          measured: median(times.real),
          floor: median(times.floor),
          goal: atMost(150),
        },
        { ...megabytes("idle memory, resident", (memory) => memory.resident), goal: atMost(70) },
        { ...megabytes("idle memory, without the program's file", (memory) => memory.own), goal: null },
      ];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

interface Launched {
  readonly ms: number;
  readonly pid: number;
  stop(): Promise<void>;
}

async function launch(args: readonly string[], env: Record<string, string | undefined>): Promise<Launched> {
  const from = performance.now();
  const child = Bun.spawn(unpinned([process.execPath, ...args]), { cwd: root, env, stdout: "pipe", stderr: "inherit" });
  let printed = "";
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    printed += chunk;
    const address = /http:\/\/[\d.]+:\d+/.exec(printed)?.[0];
    if (!address) continue;
    const answer = await fetch(`${address}/health`);
    if (!answer.ok) throw new Error(`${address}/health answered ${answer.status}`);
    const ms = performance.now() - from;
    return {
      ms,
      pid: child.pid,
      async stop() {
        child.kill();
        await child.exited;
      },
    };
  }
  throw new Error(`The process ended before it listened: ${printed}`);
}

async function timeOf(subject: () => Promise<Launched>): Promise<number> {
  const launched = await subject();
  await launched.stop();
  return launched.ms;
}

async function idleMemory(subject: () => Promise<Launched>): Promise<Memory> {
  const launched = await subject();
  await Bun.sleep(idleAfterMs);
  const memory = memoryOf(launched.pid);
  await launched.stop();
  return memory;
}
