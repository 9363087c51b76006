/**
 * `npm run dev`: the server, restarted when its files change, and Vite, which serves the web client with hot reloading and passes
 * /api and /ws on. They stop together, whichever ends first.
 */
const root = new URL("..", import.meta.url).pathname;
const port = process.env.PORT ?? "3000";
const env = { ...process.env, PORT: port, PARLOR_SERVER: `http://127.0.0.1:${port}` };

function start(...command: string[]) {
  return Bun.spawn([process.execPath, ...command], { cwd: root, env, stdin: "ignore", stdout: "inherit", stderr: "inherit" });
}

const server = start("--watch", "--no-clear-screen", "cli/parlor.ts", "serve", "--no-web");
const vite = start("node_modules/vite/bin/vite.js", "--clearScreen", "false");

const stop = () => {
  server.kill("SIGTERM");
  vite.kill("SIGTERM");
};
process.once("SIGINT", stop);
process.once("SIGTERM", stop);
await Promise.race([server.exited, vite.exited]);
stop();
const [serverCode, viteCode] = await Promise.all([server.exited, vite.exited]);
process.exitCode = serverCode || viteCode;
