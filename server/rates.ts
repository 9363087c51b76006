import type { RateName } from "#protocol/limits.ts";
import type { Context } from "./context.ts";
import { type Refusal, refuse } from "./refusal.ts";

/** Takes one from a bucket of `who`; a refusal says how long to wait. */
export async function takeRate(context: Context, name: RateName, who: string): Promise<Refusal | null> {
  const wait = await context.limiter.take(`${name}:${who}`, context.config.rates[name]);
  return wait > 0 ? refuse("rate_limited", { retry_after_ms: Math.ceil(wait) }) : null;
}
