import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { cores } from "./process/child.ts";

/** What the figures were taken on. */
export function describeMachine() {
  return { cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length, pinned: cores !== null, bun: Bun.version };
}

const lookMs = 1_000;

/** Above this part of the machine the figures say more about its other programs. */
export const tooBusy = 0.1;

/** The part of the machine that other programs are using now, from 0 to 1; null where the kernel does not tell. */
export async function busyPart(): Promise<number | null> {
  const before = readTicks();
  await Bun.sleep(lookMs);
  const after = readTicks();
  if (!before || !after) return null;
  return 1 - (after.idle - before.idle) / (after.all - before.all);
}

function readTicks(): { idle: number; all: number } | null {
  try {
    const [, ...ticks] = (readFileSync("/proc/stat", "utf8").split("\n")[0] ?? "").split(/ +/).map(Number);
    // idle and iowait; guest time is counted in user time already.
    return { idle: (ticks[3] ?? 0) + (ticks[4] ?? 0), all: ticks.slice(0, 8).reduce((sum, part) => sum + part, 0) };
  } catch {
    return null;
  }
}
