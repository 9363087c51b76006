import { expect, test } from "bun:test";
import { limits } from "#protocol/limits.ts";
import { Browser } from "#testkit/browser.ts";
import { captureLog } from "#testkit/captured-log.ts";
import { fakeAuth, RawPerson, RawSocket } from "#testkit/raw-client.ts";
import { startTestServer } from "#testkit/test-server.ts";

/** What must never be in a log: what people write, and whatever signs in. */

test("nobody's words, keys or tokens are in the log, whatever happens", async () => {
  const captured = captureLog("trace");
  const secrets = new Set<string>();
  const secret = (text: string) => {
    if (text) secrets.add(text);
    return text;
  };
  {
    await using server = await startTestServer({ log: captured.log });
    const ana = await RawPerson.register(server.url, "Ana");
    await ana.call("account.update", { email: secret("ana.secret@example.org"), display_name: secret("Ana Secretname") });
    for (const token of [fakeAuth("Ana"), ana.access_token, ana.refresh_token]) secret(token);

    await using socket = await ana.connect();
    const lobby = (await socket.resume()).conversations[0]?.conversation.id ?? "";
    await socket.send(lobby, secret("the words of a message"));
    await socket.send(lobby, secret("z".repeat(limits.message.max + 1))).catch(() => undefined);
    socket.socket.send(secret("a frame that is no JSON"));
    socket.socket.send(JSON.stringify({ id: 1, op: secret("made.up_operation"), input: { text: secret("input of nothing") } }));
    await ana.fetch("message.send", { conversation: lobby, body: { text: secret("words without a mid") } });

    const { ticket } = await ana.call("auth.ticket", {});
    await using byTicket = await RawSocket.open(server.url, {}, `?token=${secret(ticket)}`);
    await fetch(`${server.url}/ws?token=${secret("made-up-ticket")}`);
    await RawPerson.login(server.url, "Ana", secret(fakeAuth("wrong guess"))).catch(() => undefined);
    await fetch(`${server.url}/api/account.get`, { headers: { authorization: `Bearer ${secret("made.up.token")}` } });

    const browser = new Browser(server.url);
    await browser.login("Ana");
    for (const cookie of Object.values(browser.cookies)) secret(cookie);
    const thief = browser.copy();
    await browser.post("auth.refresh", {});
    for (const cookie of Object.values(browser.cookies)) secret(cookie);
    server.advance(limits.refresh_grace_ms + 1_000);
    await thief.post("auth.refresh", {});
    await ana.fetch("account.change_password", { old_auth: fakeAuth("Ana"), kdf: { alg: "x" }, auth: secret(fakeAuth("new")) });

    // A bug is the likeliest way for an input to get into a log.
    const fail = () => Promise.reject(new Error("a bug"));
    Object.assign(server.server.context.store, { append: fail });
    Object.assign(server.server.context.store.read.accounts, { get: fail, findByLogin: fail });
    await socket.send(lobby, secret("words that met a bug")).catch(() => undefined);
    await ana.fetch("message.send", { conversation: lobby, mid: "met-a-bug", body: { text: secret("words that met it twice") } });
    await RawPerson.login(server.url, "Ana", fakeAuth("Ana")).catch(() => undefined);
    expect(byTicket.ready.account?.username).toBe("Ana");
  }
  const logged = captured.text();
  expect(logged).toContain("a bug");
  expect(logged).toContain("refresh token used twice");
  expect(secrets.size).toBeGreaterThan(15);
  for (const text of secrets) expect({ text, isLogged: logged.includes(text) }).toEqual({ text, isLogged: false });
});
