/** `npm run build`: brings the web client in `dist/` and the program in `build/server/` up to date, as `npm start` does. */
import { ensureProgram } from "#cli/build-program.ts";
import { ensureWebClient } from "#cli/build-web.ts";

const root = new URL("..", import.meta.url).pathname;
await ensureWebClient(root, console.log);
await ensureProgram(root, console.log);
