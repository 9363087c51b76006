import { expect } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { type Outcome, runCommand, startCommand } from "#testkit/command.ts";

/** `parlor serve` as a person starts it, set up by the environment alone. */
export type Environment = Readonly<Record<string, string>>;

export interface Program extends AsyncDisposable {
  readonly ended: Promise<Outcome>;
}

export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "parlor-start-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Resolves when it listens; it runs until it is disposed of. */
export async function startProgram(env: Environment): Promise<Program> {
  const child = startCommand(["serve", "--no-web"], env);
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let out = "";
  while (!out.includes("is running at")) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`the program ended: ${await new Response(child.stderr).text()}`);
    out += value;
  }
  const ended = (async () => ({ out, err: await new Response(child.stderr).text(), code: await child.exited }))();
  return {
    ended,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.exited;
    },
  };
}

/** What a start is refused with: one sentence, on the standard error, and nothing else. */
export async function startRefusal(env: Environment): Promise<string> {
  const { out, err, code } = await runCommand(["serve", "--no-web"], env);
  expect({ out, code }).toEqual({ out: "", code: 1 });
  expect(err).toMatch(/^[A-Z][^\n]+\.\n$/);
  expect(err).not.toContain("opensesame");
  return err.trim();
}

export async function query<Row extends object>(database_url: string, text: string): Promise<Row[]> {
  const client = new Client({ connectionString: database_url });
  try {
    await client.connect();
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}
