const root = new URL("..", import.meta.url).pathname;

export interface Outcome {
  readonly out: string;
  readonly err: string;
  readonly code: number;
}

/** The `parlor` command as a person runs it, in an environment of its own. */
export function startCommand(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return Bun.spawn([process.execPath, "cli/parlor.ts", ...args], {
    cwd: root,
    env: { PATH: process.env.PATH ?? "", HOST: "127.0.0.1", PORT: "0", LOG_LEVEL: "silent", ...env },
    stdout: "pipe",
    stderr: "pipe",
  });
}

/** Runs it to its end. */
export async function runCommand(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Outcome> {
  const child = startCommand(args, env);
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { out, err, code };
}
