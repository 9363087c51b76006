import { expect, test } from "bun:test";
import type { AccountId } from "#protocol/ids.ts";
import { rates } from "#protocol/limits.ts";
import { RawPerson } from "#testkit/raw-client.ts";
import { startTestServer } from "#testkit/test-server.ts";
import { callerOfSession } from "./authenticate.ts";
import type { Caller } from "./caller.ts";
import type { Context } from "./context.ts";
import { dispatch } from "./dispatch.ts";
import { MemoryLimiter } from "./limiter/memory-limiter.ts";
import { registry } from "./operations/registry.ts";
import { Refusal } from "./refusal.ts";

test("a person has one allowance of requests, whatever they come through", async () => {
  await using server = await startTestServer();
  const [ana, bo] = [await RawPerson.register(server.url, "Ana"), await RawPerson.register(server.url, "Bo_")];
  let now = 0;
  const context: Context = { ...server.server.context, requestLimiter: new MemoryLimiter(() => now) };
  const callerOf = async ({ id, session }: RawPerson): Promise<Caller> => {
    const claims = { knd: "account", sub: id as AccountId, sid: session as never } as const;
    const caller = await callerOfSession(context, claims, "192.0.2.1");
    if (caller instanceof Refusal) throw new Error(caller.code);
    return caller;
  };
  const call = async (caller: Caller, door: "http" | "socket" = "http") => {
    const outcome = await dispatch(context, registry, { op: "server.get", input: {}, caller, door });
    return outcome.ok ? "done" : outcome.refusal.code;
  };
  const desk = await callerOf(ana);
  const phone = await callerOf(await RawPerson.login(server.url, "Ana"));
  for (let n = 0; n < rates.person.capacity / 2; n++) {
    expect(await call(desk, "socket")).toBe("done");
    expect(await call(phone)).toBe("done");
  }
  expect([await call(desk), await call(phone, "socket")]).toEqual(["rate_limited", "rate_limited"]);
  expect(await call(await callerOf(bo))).toBe("done");
  expect(await call({ kind: "visitor", address: "192.0.2.1" })).toBe("done");
  now += rates.person.refill_ms;
  expect(await call(phone)).toBe("done");
});
