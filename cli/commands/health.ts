import { parseArgs } from "node:util";
import { type Config, parseConfig } from "#server/config.ts";
import type { Command } from "../command.ts";

const patienceMs = 3_000;

/** For supervisors that run a command instead of asking over HTTP: container images hold no curl. */
export const health: Command = {
  help: `parlor health

Asks GET /health of the server that runs with the same HOST and PORT. Ends with 0 when it answers, else with 1.`,
  async run(args) {
    parseArgs({ args: [...args], options: {}, strict: true });
    const address = addressOf(parseConfig(process.env));
    try {
      // The certificate is for the public name, not for this address; nothing is sent that needs protection.
      const tls = { rejectUnauthorized: false };
      const response = await fetch(`${address}/health`, { signal: AbortSignal.timeout(patienceMs), tls });
      console.log(response.ok ? "ok" : `answered ${response.status}`);
      return response.ok ? 0 : 1;
    } catch {
      console.error(`no answer at ${address}`);
      return 1;
    }
  },
};

function addressOf({ host, port, tls }: Config): string {
  const local = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  return `${tls ? "https" : "http"}://${local.includes(":") ? `[${local}]` : local}:${port}`;
}
