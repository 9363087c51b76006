import { expect, test } from "bun:test";
import { codeOf } from "#testkit/browser.ts";
import { fakeAuth, fakeKdf, RawPerson } from "#testkit/raw-client.ts";
import { startTestServer } from "#testkit/test-server.ts";

const newKdf = { ...fakeKdf, salt: "BBBBBBBBBBBBBBBBBBBBBB" };
const change = (old: string, fresh: string) => ({ old_auth: fakeAuth(old), kdf: newKdf, auth: fakeAuth(fresh) });

test("only the fields given change, and every device hears of it in order", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "ana");
  await using socket = await ana.connect();
  const { cursor } = await socket.resume();
  await ana.call("account.update", { email: "ana@example.org" });
  const account = await ana.call("account.update", { display_name: "Ana\u202e" });
  expect(account).toMatchObject({ display_name: "Ana", email: "ana@example.org", username: "ana" });
  const first = await socket.event("account.changed");
  const second = await socket.event("account.changed", (data) => data.account.display_name === "Ana");
  expect([first.feed_rev, second.feed_rev]).toEqual([cursor.feed + 1, cursor.feed + 2]);
  expect(await ana.call("account.update", { email: null })).toMatchObject({ email: null });
});

test("someone else's e-mail address is refused and nothing changes", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "ana");
  const bo = await RawPerson.register(server.url, "bob");
  await ana.call("account.update", { email: "ana@example.org" });
  const answer = await bo.fetch("account.update", { email: "ANA@example.org", display_name: "Bob" });
  expect(await answer.json()).toMatchObject({ code: "email_taken", field: "email" });
  expect(await bo.call("account.get", {})).toMatchObject({ display_name: "bob", email: null });
});

test.each([{ role: "admin" }, { username: "root" }, { id: "x" }, { display_name: "" }, { email: "x" }])(
  "%p is refused",
  async (input) => {
    await using server = await startTestServer();
    const ana = await RawPerson.register(server.url, "ana");
    expect(await codeOf(await ana.fetch("account.update", input))).toBe("invalid_input");
  },
);

test("a visitor has no account", async () => {
  await using server = await startTestServer();
  const visitor = new RawPerson(server.url, "visitor");
  for (const [op, input] of [
    ["account.get", {}],
    ["account.update", {}],
    ["account.change_password", change("a", "b")],
  ] as const) {
    expect(await codeOf(await visitor.fetch(op, input))).toBe("not_signed_in");
  }
});

test("a new password ends all other sessions and their sockets at once, and replaces the old one", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "ana");
  const laptop = await RawPerson.login(server.url, "ana");
  await using here = await ana.connect();
  await using there = await laptop.connect();
  await here.resume();
  await ana.call("account.change_password", change("ana", "fresh"));
  expect((await there.closed).code).toBe(4001);
  expect(await here.event("session.revoked")).toEqual({ session: laptop.session as never });
  expect(await codeOf(await laptop.fetch("account.get", {}))).toBe("session_expired");
  expect((await ana.fetch("account.get", {})).status).toBe(200);

  expect((await ana.call("auth.prelogin", { login: "ana" })).kdf.salt).toBe(newKdf.salt);
  expect(RawPerson.login(server.url, "ana", fakeAuth("ana"))).rejects.toThrow("wrong_credentials");
  expect((await RawPerson.login(server.url, "ana", fakeAuth("fresh"))).id).toBe(ana.id);
});

test("other sessions stay when asked to", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "ana");
  const laptop = await RawPerson.login(server.url, "ana");
  await ana.call("account.change_password", { ...change("ana", "fresh"), keep_other_sessions: true });
  expect((await laptop.fetch("account.get", {})).status).toBe(200);
});

test("the old password must be right, and guessing it through an open session has a limit", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "ana");
  for (let i = 0; i < 10; i++) {
    const answer = await ana.fetch("account.change_password", change("guess", "fresh"));
    expect(await answer.json()).toMatchObject({ code: "wrong_credentials", field: "old_auth" });
  }
  expect(await codeOf(await ana.fetch("account.change_password", change("ana", "fresh")))).toBe("rate_limited");
  expect((await RawPerson.login(server.url, "ana")).id).toBe(ana.id);
});

test("a new password needs a new salt", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "ana");
  const answer = await ana.fetch("account.change_password", { ...change("ana", "fresh"), kdf: fakeKdf });
  expect(await answer.json()).toMatchObject({ code: "invalid_input", field: "kdf.salt" });
});

test("of two changes at once one holds", async () => {
  await using server = await startTestServer();
  const ana = await RawPerson.register(server.url, "ana");
  const answers = await Promise.all([
    ana.fetch("account.change_password", change("ana", "one")),
    ana.fetch("account.change_password", { ...change("ana", "two"), kdf: { ...fakeKdf, salt: "CCCCCCCCCCCCCCCCCCCCCC" } }),
  ]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
});
