import { parseArgs } from "node:util";
import { type Config, parseConfig } from "#server/config.ts";
import { readSite, type SiteFile } from "#server/http/site.ts";
import { startServer } from "#server/server.ts";
import { StartError } from "#server/start-error.ts";
import type { Command } from "../command.ts";
import { embeddedSite } from "../embedded-site.ts";

/** Where the build leaves the web client. */
const dist = new URL("../../dist", import.meta.url).pathname;

export const serve: Command = {
  help: `parlor serve [--no-web]

Runs the server until it is told to stop (SIGTERM or Ctrl+C). It is set up by environment variables, such as
PORT, HOST, DATA_DIR and PUBLIC_URL; docs/configuration.md lists them all.

  --no-web   Serve no web client: something else does, such as the development server.`,
  async run(args) {
    const { values } = parseArgs({ args: [...args], options: { "no-web": { type: "boolean" } }, strict: true });
    const config = parseConfig(process.env);
    const site = values["no-web"] ? null : await loadSite();
    const server = await startServer(config, { site }).catch((error: unknown) => {
      throw explainListening(error, config);
    });
    console.log(`Parlor is running at ${config.public_url?.origin ?? server.url}`);
    if (await server.context.store.read.accounts.isEmpty())
      console.log("The first account to register becomes the administrator.");

    const reason = await Promise.race([stopSignal(), server.lost]);
    await server.stop();
    if (!reason) return 0;
    console.error(reason.message);
    return 1;
  },
};

function loadSite(): Promise<SiteFile[] | null> {
  return embeddedSite ? embeddedSite() : readSite(dist);
}

/** A second signal ends the process at once: the first one's handler is gone. */
function stopSignal(): Promise<null> {
  return new Promise((resolve) => {
    process.once("SIGTERM", () => resolve(null));
    process.once("SIGINT", () => resolve(null));
  });
}

/** The same error, unless it is one of those that settings can put right. */
function explainListening(error: unknown, { host, port, tls }: Config): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "EADDRINUSE")
    return new StartError(`Port ${port} of ${host} is in use: stop the program that uses it, or set PORT.`);
  if (code === "EACCES") return new StartError(`Port ${port} needs a privileged user: set PORT to 1024 or above.`);
  if (code === "EADDRNOTAVAIL" || code === "EINVAL") {
    return new StartError(`HOST ${host} is no address of this machine: set it to 127.0.0.1 or 0.0.0.0.`);
  }
  const isAboutTls = tls !== null && (code === "ENOENT" || code.startsWith("ERR_OSSL"));
  return isAboutTls ? new StartError("TLS_CERT and TLS_KEY must be readable PEM files that belong together.") : error;
}
