#!/usr/bin/env bun
/** The `parlor` command: finds the command named first and runs it. One file for each in `commands/`. */
import { StartError } from "#server/start-error.ts";
import { version } from "#server/version.ts";
import type { Command } from "./command.ts";

/** Loaded only when asked for, so that each starts as quickly as it can. */
const commands: Readonly<Record<string, { summary: string; load: () => Promise<Command> }>> = {
  serve: { summary: "Run the server.", load: async () => (await import("./commands/serve.ts")).serve },
  migrate: {
    summary: "Move a server from its own file to PostgreSQL.",
    load: async () => (await import("./commands/migrate.ts")).migrate,
  },
  health: {
    summary: "Ask the server on this machine whether it lives.",
    load: async () => (await import("./commands/health.ts")).health,
  },
};

process.exitCode = await run(process.argv.slice(2));
// What a command left open must not keep the process.
process.exit();

async function run([name, ...args]: readonly string[]): Promise<number> {
  if (name === "--version") return print(version);
  if (name === undefined || name === "--help") return print(overview());
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!entry) return fail(`There is no command "${name}". See parlor --help.`);
  try {
    const command = await entry.load();
    if (args.includes("--help")) return print(command.help);
    return await command.run(args);
  } catch (error) {
    if (isExpected(error)) return fail(error.message);
    throw error;
  }
}

function overview(): string {
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`);
  return ["Usage: parlor <command>", "", ...lines].join("\n");
}

/** What a person can put right: their settings, or an option that does not exist. Anything else is a bug and shows its stack. */
function isExpected(error: unknown): error is Error {
  return (
    error instanceof StartError ||
    (error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS"))
  );
}

function print(text: string): number {
  console.log(text);
  return 0;
}

function fail(message: string): number {
  console.error(message);
  return 1;
}
