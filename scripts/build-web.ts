/** `npm run build`: brings the web client in `dist/` up to date, as starting the server does. */
import { ensureWebClient } from "#cli/build-web.ts";

await ensureWebClient(new URL("..", import.meta.url).pathname, console.log);
