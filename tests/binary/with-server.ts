import { expect } from "bun:test";

/**
 * Hands over the address of a server that has just been started when it says that it runs, stops it in good order, and returns
 * what it had said until then.
 */
export async function withServer(
  server: Bun.Subprocess<"ignore", "pipe", "pipe">,
  use: (url: string) => Promise<void>,
): Promise<string> {
  try {
    let said = "";
    for await (const chunk of server.stdout) {
      said += new TextDecoder().decode(chunk);
      const url = /running at (\S+)\n/.exec(said)?.[1];
      if (!url) continue;
      await use(url);
      break;
    }
    server.kill("SIGTERM");
    expect(await new Response(server.stderr).text()).toBe("");
    expect(await server.exited).toBe(0);
    return said;
  } finally {
    server.kill("SIGKILL");
  }
}
