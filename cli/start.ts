/** `npm start`: builds the web client and the program where they are missing or stale, then runs the program. */
import { StartError } from "#server/start-error.ts";
import { ensureProgram } from "./build-program.ts";
import { ensureWebClient } from "./build-web.ts";

const root = new URL("..", import.meta.url).pathname;
await import(await build());

async function build(): Promise<string> {
  try {
    await ensureWebClient(root, console.log);
    return await ensureProgram(root, console.log);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
