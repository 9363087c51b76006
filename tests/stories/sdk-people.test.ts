import { expect, test } from "bun:test";
import { generate } from "otplib";
import type { PersonId } from "#protocol/ids.ts";
import { expectOk, SdkClient, textsOf, when } from "#testkit/sdk-client.ts";
import { startTestServer, type TestServer } from "#testkit/test-server.ts";
import { until } from "#testkit/until.ts";

const idOf = ({ parlor }: SdkClient): never => (parlor.me.peek()?.id ?? "") as never;
const contactsOf = ({ parlor }: SdkClient) => parlor.people.contacts.value.map(({ person }) => person.username);
const presenceOf = ({ parlor }: SdkClient, other: SdkClient) => parlor.presence.of(idOf(other) as PersonId).value;

async function befriend(a: SdkClient, b: SdkClient): Promise<void> {
  const request = expectOk(await a.parlor.call("friend.request", { username: b.parlor.me.peek()?.username ?? "" }));
  expectOk(await b.parlor.call("friend.accept", { request: request.id }));
  await when(() => a.parlor.people.relationTo(idOf(b)) === "contact" && b.parlor.people.relationTo(idOf(a)) === "contact");
}

async function anaAndBo(server: TestServer) {
  return [await SdkClient.register(server.url, "Ana"), await SdkClient.register(server.url, "Bo_")] as const;
}

test("asking, taking back, asking again and accepting are seen on every device as they happen", async () => {
  await using server = await startTestServer();
  const [ana, bo] = await anaAndBo(server);
  await using phone = await SdkClient.login(server.url, "Ana");
  await using devices = new AsyncDisposableStack();
  for (const client of [ana, bo]) devices.use(client);
  const first = expectOk(await ana.parlor.call("friend.request", { username: "bo_" }));
  await when(
    () => phone.parlor.people.relationTo(idOf(bo)) === "requested" && bo.parlor.people.relationTo(idOf(ana)) === "requesting",
  );
  expect(bo.parlor.people.incoming.value).toMatchObject([{ id: first.id, person: { name: "Ana" } }]);
  expect(bo.parlor.people.outgoing.value).toEqual([]);
  expectOk(await phone.parlor.call("friend.cancel", { request: first.id }));
  await when(() => bo.parlor.people.incoming.value.length === 0 && ana.parlor.people.outgoing.value.length === 0);

  await befriend(ana, bo);
  await when(() => contactsOf(phone).length === 1);
  for (const { parlor } of [ana, phone])
    expect(parlor.people).toMatchObject({ outgoing: { value: [] }, incoming: { value: [] } });
  expect(ana.parlor.people.contacts.value).toMatchObject([{ person: { username: "Bo_" }, presence: "online" }]);
  expect(bo.parlor.people.contacts.value).toMatchObject([{ person: { username: "Ana" }, presence: "online" }]);
});

test("a rejection, a removal and a block reach the lists of both sides, and a block says nothing", async () => {
  await using server = await startTestServer();
  const [ana, bo] = await anaAndBo(server);
  await using devices = new AsyncDisposableStack();
  for (const client of [ana, bo]) devices.use(client);
  const request = expectOk(await ana.parlor.call("friend.request", { username: "Bo_" }));
  expectOk(await bo.parlor.call("friend.reject", { request: request.id }));
  await when(() => ana.parlor.people.relationTo(idOf(bo)) === null && bo.parlor.people.relationTo(idOf(ana)) === null);
  await befriend(bo, ana);
  expectOk(await ana.parlor.call("contact.remove", { user: idOf(bo), delete_history: true }));
  await when(() => contactsOf(ana).length === 0 && contactsOf(bo).length === 0);
  expect(presenceOf(bo, ana)).toBe("offline");

  await befriend(bo, ana);
  expectOk(await ana.parlor.people.loadBlocked());
  expect(ana.parlor.people.blocked.value).toEqual([]);
  expectOk(await ana.parlor.call("contact.block", { user: idOf(bo) }));
  await when(() => ana.parlor.people.blocked.value === null && contactsOf(bo).length === 0);
  expectOk(await ana.parlor.people.loadBlocked());
  expect(ana.parlor.people.relationTo(idOf(bo))).toBe("blocked");
  expectOk(await bo.parlor.call("friend.request", { username: "Ana" }));
  await when(() => bo.parlor.people.relationTo(idOf(ana)) === "requested");
  expect(ana.parlor.people.incoming.value).toEqual([]);
  expectOk(await ana.parlor.call("contact.unblock", { user: idOf(bo) }));
  await when(() => ana.parlor.people.blocked.value?.length === 0);
});

test("what happened while a device was away is there when it comes back, and what it kept opens without a network", async () => {
  await using server = await startTestServer();
  const [ana, bo] = await anaAndBo(server);
  await using cy = await SdkClient.register(server.url, "Cy_");
  await using devices = new AsyncDisposableStack();
  for (const client of [ana, bo]) devices.use(client);
  await befriend(ana, bo);
  ana.goOffline();
  await when(() => ana.parlor.connection.value.state === "offline");
  await befriend(cy, await SdkClient.login(server.url, "Ana").then((other) => devices.use(other)));
  expectOk(await bo.parlor.call("account.update", { display_name: "Bo of Parlor" }));
  expect(contactsOf(ana)).toEqual(["Bo_"]);
  ana.goOnline();
  await when(() => contactsOf(ana).length === 2);
  expect(ana.parlor.people.contacts.value.map(({ person }) => person.name)).toEqual(["Bo of Parlor", "Cy_"]);

  await ana.parlor.stop();
  await using reopened = new SdkClient(server.url, ana.device);
  reopened.goOffline();
  await reopened.parlor.start();
  expect(reopened.parlor.people.contacts.value).toMatchObject([{ person: { name: "Bo of Parlor" }, presence: "offline" }, {}]);
});

test("presence comes and goes with the person, says when they were last here, and hides both ways", async () => {
  await using server = await startTestServer();
  const [ana, bo] = await anaAndBo(server);
  await using devices = new AsyncDisposableStack();
  for (const client of [ana, bo]) devices.use(client);
  await befriend(ana, bo);
  bo.parlor.setActive(false);
  await when(() => presenceOf(ana, bo) === "idle");
  bo.parlor.setActive(true);
  await when(() => presenceOf(ana, bo) === "online");

  expectOk(await bo.parlor.changeSettings({ show_presence: false }));
  await when(() => presenceOf(ana, bo) === "offline" && presenceOf(bo, ana) === "offline");
  expectOk(await bo.parlor.changeSettings({ show_presence: true }));
  await when(() => presenceOf(ana, bo) === "online" && presenceOf(bo, ana) === "online");

  bo.goOffline();
  await when(() => presenceOf(ana, bo) === "offline");
  await when(() => ana.parlor.people.contacts.value[0]?.last_seen_at !== null);
  ana.cutLine();
  await when(() => ana.parlor.connection.value.state !== "live");
  await ana.live();
  expect(presenceOf(ana, bo)).toBe("offline");
  expect(ana.parlor.people.contacts.value[0]?.last_seen_at).toBeGreaterThan(0);
});

test("settings show at once, reach the other devices, wait for a network and come back when refused", async () => {
  await using server = await startTestServer();
  await using desk = await SdkClient.register(server.url, "Ana");
  await using phone = await SdkClient.login(server.url, "Ana");
  const settings = ({ parlor }: SdkClient) => parlor.me.value?.settings;
  const chosen = desk.parlor.changeSettings({ theme: "dark" });
  expect(settings(desk)?.theme).toBe("dark");
  expectOk(await chosen);
  await when(() => settings(phone)?.theme === "dark");

  const refused = desk.parlor.changeSettings({ language: "no such thing" });
  expect(settings(desk)?.language).toBe("no such thing");
  expect(await refused).toMatchObject({ ok: false, problem: { code: "invalid_input" } });
  expect(settings(desk)).toMatchObject({ language: "system", theme: "dark" });

  desk.goOffline();
  await when(() => desk.parlor.connection.value.state === "offline");
  expectOk(await desk.parlor.changeSettings({ theme: "light" }));
  expectOk(await desk.parlor.changeSettings({ send_typing: false }));
  expect(settings(desk)).toMatchObject({ theme: "light", send_typing: false });
  expect(settings(phone)?.theme).toBe("dark");
  desk.goOnline();
  await when(() => settings(phone)?.theme === "light" && settings(phone)?.send_typing === false);
});

test("who does not want others to see them typing is not seen typing", async () => {
  await using server = await startTestServer();
  const [ana, bo] = await anaAndBo(server);
  await using devices = new AsyncDisposableStack();
  for (const client of [ana, bo]) devices.use(client);
  const [anas, bos] = [await ana.lobby(), await bo.lobby()];
  const seen: string[] = [];
  ana.parlor.on("typing.changed", ({ person }) => seen.push(person.name));
  expectOk(await bo.parlor.changeSettings({ send_typing: false }));
  bos.setTyping(true);
  bos.send("typed in secret");
  await when(() => textsOf(anas).includes("typed in secret"));
  expect(seen).toEqual([]);
  expectOk(await bo.parlor.changeSettings({ send_typing: true }));
  bos.setTyping(true);
  await when(() => anas.typing.value.length === 1);
});

test("a second factor is asked for at the next sign-in, and a recovery code stands in for it once", async () => {
  await using server = await startTestServer();
  await using ana = await SdkClient.register(server.url, "Ana");
  await using phone = await SdkClient.start(server.url);
  expect(await ana.parlor.account.setupTotp("a guess")).toMatchObject({ ok: false, problem: { code: "wrong_credentials" } });
  const { secret } = expectOk(await ana.parlor.account.setupTotp("Ana"));
  const { recovery_codes } = expectOk(await ana.parlor.call("account.confirm_totp", { code: await generate({ secret }) }));
  await when(() => ana.parlor.me.value?.totp === true);
  const login = { login: "Ana", password: "Ana" };
  expect(await phone.parlor.login(login)).toMatchObject({ ok: false, problem: { code: "totp_required" } });
  expect(await phone.parlor.login({ ...login, totp: "000000" })).toMatchObject({ ok: false, problem: { code: "wrong_totp" } });
  expect(phone.parlor.phase.value).toBe("signed_out");
  expectOk(await phone.parlor.login({ ...login, totp: recovery_codes[0]?.toLowerCase() ?? "" }));
  await phone.live();
  expect(await ana.parlor.account.disableTotp({ password: "Ana", code: recovery_codes[0] ?? "" })).toMatchObject({
    problem: { code: "wrong_totp" },
  });
  expectOk(await ana.parlor.account.disableTotp({ password: "Ana", code: recovery_codes[1] ?? "" }));
  await when(() => ana.parlor.me.value?.totp === false && phone.parlor.me.value?.totp === false);
});

test("a deactivated account leaves nothing on the device, and signing in can bring it back", async () => {
  await using server = await startTestServer();
  const [ana, bo] = await anaAndBo(server);
  await using devices = new AsyncDisposableStack();
  for (const client of [ana, bo]) devices.use(client);
  await befriend(ana, bo);
  (await bo.lobby()).draft.value = "a draft";
  expect(await bo.parlor.account.deactivate("a guess")).toMatchObject({ ok: false, problem: { code: "wrong_credentials" } });
  expect(bo.parlor.phase.value).toBe("signed_in");
  expectOk(await bo.parlor.account.deactivate("Bo_"));
  expect(bo.parlor).toMatchObject({
    phase: { value: "signed_out" },
    connection: { value: { detail: null } },
    people: { contacts: { value: [] } },
  });
  for (const table of ["session", "account", "drafts", "conversations"] as const)
    expect(await bo.device.storage.list(table, "")).toEqual([]);
  await when(() => presenceOf(ana, bo) === "offline");

  const login = { login: "Bo_", password: "Bo_" };
  expect(await bo.parlor.login(login)).toMatchObject({ ok: false, problem: { code: "account_deactivated" } });
  expectOk(await bo.parlor.login({ ...login, reactivate: true }));
  await bo.live();
  await when(() => presenceOf(ana, bo) === "online");
});

test("of a deleted account nothing is left: not on its device, not among contacts, not in what it wrote", async () => {
  await using server = await startTestServer();
  const [ana, bo] = await anaAndBo(server);
  await using devices = new AsyncDisposableStack();
  for (const client of [ana, bo]) devices.use(client);
  await befriend(ana, bo);
  const [anas, bos] = [await ana.lobby(), await bo.lobby()];
  bos.send("a secret of Bo");
  await when(() => textsOf(anas).includes("a secret of Bo"));
  anas.send("a word of Ana");
  await when(() => textsOf(bos).includes("a word of Ana"));
  expectOk(await bo.parlor.account.delete("Bo_"));
  expect(bo.parlor).toMatchObject({ phase: { value: "signed_out" }, connection: { value: { detail: null } } });
  await when(() => !textsOf(anas).includes("a secret of Bo") && contactsOf(ana).length === 0);
  const shown = anas.messages.value.flatMap(({ message }) => (message.type === "text" ? [message] : []));
  expect(shown).toMatchObject([
    { sender: { name: "", picture: null }, body: { text: "" } },
    { body: { text: "a word of Ana" }, deleted_at: null },
  ]);
  expect(shown[0]?.deleted_at).toBeGreaterThan(0);

  // What this device has made of the news is what the server tells.
  const { id } = anas;
  const { messages } = expectOk(await ana.parlor.call("conversation.history", { conversation: id }));
  const { rev } = expectOk(await ana.parlor.call("conversation.get", { conversation: id }));
  expect(anas.messages.value.map(({ message }) => message)).toEqual(messages);
  expect(JSON.stringify(messages)).not.toContain("Bo_");
  expect(anas.summary.value.rev).toBe(rev);
  expect(await bo.parlor.login({ login: "Bo_", password: "Bo_" })).toMatchObject({
    ok: false,
    problem: { code: "wrong_credentials" },
  });
});

test("a picture is shown wherever its owner is, and goes everywhere when it is removed", async () => {
  await using server = await startTestServer();
  const [ana, bo] = await anaAndBo(server);
  await using devices = new AsyncDisposableStack();
  for (const client of [ana, bo]) devices.use(client);
  const [anas, bos] = [await ana.lobby(), await bo.lobby()];
  anas.send("before the picture");
  await when(() => textsOf(bos).length === 1);
  const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";
  const image = new Uint8Array(await new Bun.Image(Buffer.from(pixel, "base64")).resize(256, 256).webp().bytes());
  expect(await ana.parlor.account.setPicture(new TextEncoder().encode("<svg/>"))).toMatchObject({
    problem: { code: "picture_type" },
  });
  expectOk(await ana.parlor.account.setPicture(image));
  await when(() => ana.parlor.me.value?.picture !== null);
  expect(bo.parlor.people.face(idOf(ana))).toEqual({ name: "Ana", picture: null });
  anas.send("after it");
  await when(() => textsOf(bos).length === 2);
  expect(bo.parlor.people.face(idOf(ana))?.picture).toStartWith("/files/picture/");
  await befriend(ana, bo);
  expectOk(await ana.parlor.call("account.remove_picture", {}));
  await when(() => bo.parlor.people.face(idOf(ana))?.picture === null);
});

test("one's data can be had as a whole", async () => {
  await using server = await startTestServer();
  await using ana = await SdkClient.register(server.url, "Ana");
  const view = await ana.lobby();
  view.send("mine to take along");
  await until(() => ana.parlor.unsent.value === 0);
  const data = expectOk(await ana.parlor.call("account.export", {}));
  expect(JSON.stringify(data)).toContain("mine to take along");
  expect(ana.parlor.connection.value.state).toBe("live");
});
