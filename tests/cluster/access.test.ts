import { expect, test } from "bun:test";
import { closeCodes } from "#protocol/close-codes.ts";
import { at, type Cluster } from "#testkit/cluster.ts";
import { RawGuest, RawPerson, type RawSocket, refusalOf } from "#testkit/raw-client.ts";
import { rejectionOf } from "#testkit/rejection.ts";
import { connectTo, useParts, within } from "./scene.ts";

/** What one node takes away is gone on all of them. */
const parts = useParts();

/** A socket of the person on every node. */
async function connectEverywhere(cluster: Cluster, person: RawPerson): Promise<RawSocket[]> {
  return Promise.all(cluster.nodes.map((node) => connectTo(node, person)));
}

async function closeAll(sockets: readonly RawSocket[]): Promise<void> {
  await Promise.all(sockets.map((socket) => socket[Symbol.asyncDispose]()));
}

test("a session revoked on one node loses its sockets on all within a second, and no other session does", async () => {
  await using cluster = await parts.startCluster(3);
  const desk = await RawPerson.register(cluster.url, "Ana");
  const phone = await RawPerson.login(cluster.url, "Ana");
  const bo = await RawPerson.register(cluster.url, "Bo_");
  const [ofDesk, ofPhone, ofBo] = [
    await connectEverywhere(cluster, desk),
    await connectEverywhere(cluster, phone),
    await connectEverywhere(cluster, bo),
  ];
  await at(cluster.node(2), phone).call("session.revoke", { session: desk.session as never });
  const closed = await within(1_000, Promise.all(ofDesk.map((socket) => socket.closed)));
  expect(closed.map(({ code }) => code)).toEqual(Array(3).fill(closeCodes.signed_out.code));
  for (const node of cluster.nodes) {
    expect(await refusalOf(at(node, desk).call("account.get", {}))).toMatchObject({ code: "session_expired" });
    expect(await refusalOf(at(node, desk).call("auth.refresh", { refresh_token: desk.refresh_token }))).toMatchObject({
      retry: "no",
    });
    await rejectionOf(at(node, desk).connect());
  }
  for (const socket of [...ofPhone, ...ofBo]) expect(await socket.request("account.get", {})).toBeTruthy();
  await closeAll([...ofPhone, ...ofBo]);
});

test("signing out, and ending all other sessions, counts on every node at once", async () => {
  await using cluster = await parts.startCluster(2);
  const [desk, phone] = [await RawPerson.register(cluster.url, "Ana"), await RawPerson.login(cluster.url, "Ana")];
  const [ofDesk, ofPhone] = [await connectEverywhere(cluster, desk), await connectEverywhere(cluster, phone)];
  await at(cluster.node(0), desk).call("auth.logout", {});
  await within(1_000, Promise.all(ofDesk.map((socket) => socket.closed)));
  const again = await RawPerson.login(cluster.url, "Ana");
  await at(cluster.node(1), again).call("session.revoke", { session: "others" });
  await within(1_000, Promise.all(ofPhone.map((socket) => socket.closed)));
  expect(await at(cluster.node(0), again).call("account.get", {})).toMatchObject({ username: "Ana" });
});

test("who is taken out of a room on one node hears nothing of it and says nothing in it on any", async () => {
  await using cluster = await parts.startCluster(3);
  const [ana, bo] = [await RawPerson.register(cluster.url, "Ana"), await RawPerson.register(cluster.url, "Bo_")];
  const { id, room } = await ana.call("room.create", { name: "Tea", retention: "persistent" });
  const code = room?.code ?? "";
  const other = await ana.call("room.create", { name: "Coffee", retention: "persistent" });
  for (const entry of [code, other.room?.code ?? ""]) await bo.call("room.join", { code: entry });
  await using anas = await connectTo(cluster.node(0), ana);
  const ofBo = await connectEverywhere(cluster, bo);

  await at(cluster.node(0), ana).call("room.kick", { conversation: id, person: bo.id as never });
  await Promise.all(ofBo.map((socket) => socket.event("conversation.removed", ({ conversation }) => conversation === id)));
  await anas.send(id, "Now that they are gone");
  await anas.send(other.id, "A sign that everything before has passed");
  for (const socket of ofBo) {
    await socket.event("message.created", ({ conversation, type }) => conversation === other.id && type === "text");
    expect(socket.texts()).toEqual(["A sign that everything before has passed"]);
    expect(await refusalOf(socket.send(id, "still here?"))).toMatchObject({ code: "conversation_not_found" });
    const history = socket.request("conversation.history", { conversation: id });
    expect(await refusalOf(history)).toMatchObject({ code: "conversation_not_found" });
  }

  await at(cluster.node(1), bo).call("room.join", { code });
  await at(cluster.node(2), ana).call("room.ban", { conversation: id, person: bo.id as never });
  for (const node of cluster.nodes) {
    expect(await refusalOf(at(node, bo).call("room.join", { code }))).toMatchObject({ code: "room_not_found" });
  }
  await closeAll(ofBo);
});

test("a guest who is banned on one node loses the sockets of all", async () => {
  await using cluster = await parts.startCluster(3);
  const ana = await RawPerson.register(cluster.url, "Ana");
  const { id, room } = await ana.call("room.create", { name: "Tea", retention: "persistent" });
  const cy = await RawGuest.join(cluster.url, { code: room?.code ?? "", nickname: "Cy" });
  const ofCy = await connectEverywhere(cluster, cy);
  await at(cluster.node(1), ana).call("room.ban", { conversation: id, person: cy.id as never });
  const closed = await within(1_000, Promise.all(ofCy.map((socket) => socket.closed)));
  expect(closed.map(({ code }) => code)).toEqual(Array(3).fill(closeCodes.access_ended.code));
  for (const node of cluster.nodes) {
    expect(await refusalOf(at(node, cy).call("guest.get", {}))).toMatchObject({ code: "session_expired" });
  }
});

test("who joins a room on one node hears it at once on the others", async () => {
  await using cluster = await parts.startCluster(2);
  const [ana, bo] = [await RawPerson.register(cluster.url, "Ana"), await RawPerson.register(cluster.url, "Bo_")];
  const { id, room } = await ana.call("room.create", { name: "Tea", retention: "persistent" });
  await using anas = await connectTo(cluster.node(0), ana);
  await using bos = await connectTo(cluster.node(1), bo);
  await at(cluster.node(0), bo).call("room.join", { code: room?.code ?? "" });
  const { rev } = (await bos.event("conversation.added", ({ conversation }) => conversation.id === id)).conversation;
  // What fell between the joining and the subscription is read after the rev that came with it.
  await anas.send(id, "Welcome");
  const changes = await bos.request("message.get_changes", { conversation: id, after_rev: rev });
  const missed = changes.kind === "delta" ? changes.messages : [];
  const read = missed.flatMap((message) => (message.type === "text" ? [message.body.text] : []));
  expect([...bos.texts(), ...read]).toContain("Welcome");
  await anas.send(id, "And to all of us");
  await bos.event("message.created", (message) => message.type === "text" && message.body.text === "And to all of us");
});
