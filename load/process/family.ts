import { readdirSync, readFileSync } from "node:fs";
import { memoryOf } from "./answer-parent.ts";

/** What the kernel counts CPU time in, on every Linux. */
const ticksPerSecond = 100;

/** CPU time of a process with all processes it has made, in µs; those that have ended count too. */
export function cpuOfFamily(pid: number): number {
  const ticks = [pid, ...childrenOf(pid)].reduce((sum, member) => sum + ticksOf(member, member === pid), 0);
  return (ticks / ticksPerSecond) * 1e6;
}

/** Bytes that a process and all processes it has made have written for themselves; memory they share counts nowhere. */
export function memoryOfFamily(pid: number): number {
  return [pid, ...childrenOf(pid)].reduce((sum, member) => sum + memoryOf(member).own, 0);
}

function childrenOf(pid: number): number[] {
  return readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) && parentOf(name) === pid ? [Number(name)] : []));
}

function parentOf(pid: string): number {
  return Number(fieldsOf(pid)?.[1] ?? 0);
}

function ticksOf(pid: number, withEnded: boolean): number {
  const fields = fieldsOf(String(pid));
  if (!fields) return 0;
  const own = Number(fields[11]) + Number(fields[12]);
  return withEnded ? own + Number(fields[13]) + Number(fields[14]) : own;
}

/** From the state on; the name before it may hold spaces. Null when the process has ended meanwhile. */
function fieldsOf(pid: string): string[] | null {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
  } catch {
    return null;
  }
}
