import { readFileSync } from "node:fs";

type Command = (input: never) => unknown;

interface Request {
  id: number;
  command: string;
  input: never;
}

/** The other end of `Child`: every measured process tells its CPU time and memory, and what else it is asked for. */
export function answerParent(commands: Readonly<Record<string, Command>>): void {
  const all: Record<string, Command> = { cpu, memory, stop: () => null, ...commands };
  process.on("message", (request: Request) => {
    void answer(all, request).then(() => {
      if (request.command === "stop") process.exit(0);
    });
  });
  // The parent is gone, perhaps by Ctrl-C.
  process.on("disconnect", () => process.exit(1));
}

async function answer(commands: Record<string, Command>, { id, command, input }: Request): Promise<void> {
  try {
    process.send?.({ id, value: await commands[command]?.(input) });
  } catch (error) {
    process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

function cpu(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** Collected several times, because what finalizers let go of is freed by the next round only. */
async function memory(): Promise<number> {
  for (let round = 0; round < 4; round++) {
    Bun.gc(true);
    await Bun.sleep(50);
  }
  Bun.shrink();
  return memoryOf("self").own;
}

export interface Memory {
  /** Bytes in memory, with what is mapped of the program's file, which the kernel shares, keeps and drops as it likes. */
  readonly resident: number;
  /** Of these, what the process itself has written. */
  readonly own: number;
}

export function memoryOf(pid: number | "self"): Memory {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
    const bytesOf = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(rollup)?.[1]) * 1_024;
    return { resident: bytesOf("Rss"), own: bytesOf("Anonymous") };
  } catch {
    const resident = process.memoryUsage.rss();
    return { resident, own: resident };
  }
}
