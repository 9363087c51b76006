import { expect, test } from "bun:test";
import type { ConversationId } from "#protocol/ids.ts";
import { rejectionOf } from "#testkit/rejection.ts";
import { newBan, newConversation, newMember, newMessage, newRoom, type TestData } from "#testkit/store.ts";
import type { BanRow, RoomRow, Store } from "../store.ts";
import { allMessages, openRoom, setScene } from "./scene.ts";

async function addRoom(store: Store, name: string, rest: Partial<RoomRow> = {}): Promise<ConversationId> {
  const conversation = newConversation({ name });
  await store.write(async ({ conversations, rooms }) => {
    await conversations.insert(conversation);
    await rooms.insert(newRoom(conversation.id, rest));
  });
  return conversation.id;
}

export function roomSuite(make: () => Promise<TestData>): void {
  test("are found by their code, which one room has", async () => {
    await using data = await make();
    const store = await data.open();
    const tea = await addRoom(store, "Tea", { code: "ABC234", locked: true, password_hash: "$2b$" });
    const coffee = await addRoom(store, "Coffee", { code: "XYZ789" });
    expect(await store.read.rooms.findByCode("ABC234")).toEqual(
      newRoom(tea, { code: "ABC234", locked: true, password_hash: "$2b$" }),
    );
    expect(await store.read.rooms.findByCode("abc234")).toBeNull();
    expect(await store.write(({ rooms }) => rooms.insert(newRoom(newConversation().id, { code: "ABC234" })))).toBeFalse();
    expect(await store.write(({ rooms }) => rooms.setCode(coffee, "ABC234"))).toBeFalse();
    expect(await store.write(({ rooms }) => rooms.setCode(coffee, "NEW234"))).toBeTrue();
    expect(await store.read.rooms.findByCode("XYZ789")).toBeNull();
    expect(await store.read.rooms.findByCode("NEW234")).toMatchObject({ conversation_id: coffee });
  });

  test("only what is given changes", async () => {
    await using data = await make();
    const store = await data.open();
    const tea = await addRoom(store, "Tea");
    const changes = [
      { locked: true },
      { guests: false, listed: false },
      { description: "Green", empty_since: 5_000 },
      { locked: false },
    ];
    for (const change of changes) await store.write(({ rooms }) => rooms.update(tea, change));
    await store.write(({ rooms }) => rooms.update(tea, {}));
    expect(await store.read.rooms.get(tea)).toEqual(newRoom(tea, Object.assign({}, ...changes)));
    expect(await store.read.rooms.getMany([tea, "unknown"])).toHaveLength(1);
    expect(await store.read.rooms.getMany([])).toEqual([]);
  });

  test("the directory shows listed, unlocked rooms, those with most members first, page by page", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, bo } = await setScene(store);
    const [small, big, equal] = [await addRoom(store, "50% tea"), await addRoom(store, "Tea_time"), await addRoom(store, "TEA!")];
    const locked = await addRoom(store, "Locked tea", { locked: true });
    const hidden = await addRoom(store, "Hidden tea", { listed: false });
    await addRoom(store, "Tea that everybody has left");
    await store.write(async ({ members }) => {
      for (const room of [locked, hidden]) await members.add(newMember(room, ana.id));
      for (const { id } of [ana, bo]) await members.add(newMember(big, id));
      await members.add(newMember(small, ana.id));
      await members.add(newMember(equal, bo.id));
    });
    const names = async (options: Parameters<typeof store.read.rooms.listed>[0]) =>
      (await store.read.rooms.listed(options)).map(({ name }) => name);
    expect(await names({ limit: 10 })).toEqual(["Tea_time", "50% tea", "TEA!"]);
    expect(await names({ limit: 10, after: { member_count: 1, id: small } })).toEqual(["TEA!"]);
    expect(await names({ limit: 1 })).toEqual(["Tea_time"]);
    expect(await names({ limit: 10, q: "tEa" })).toEqual(["Tea_time", "50% tea", "TEA!"]);
    for (const [q, found] of [
      ["%", "50% tea"],
      ["_", "Tea_time"],
      ["!", "TEA!"],
    ] as const)
      expect(await names({ limit: 10, q })).toEqual([found]);
    expect(await names({ limit: 10, q: "coffee" })).toEqual([]);
    await store.write(({ conversations }) => conversations.update(small, { name: "Über Café" }));
    for (const q of ["über", "UBER", "CAFÉ", "cafe"]) expect(await names({ limit: 10, q })).toEqual(["Über Café"]);
    expect(await names({ limit: 10, q: "50%" })).toEqual([]);
  });

  test("session rooms tell since when they are empty", async () => {
    await using data = await make();
    const store = await data.open();
    await addRoom(store, "Tea");
    const passing = await addRoom(store, "Coffee", { retention: "session", empty_since: 4_000 });
    expect(await store.read.rooms.sessionRooms()).toEqual([{ conversation_id: passing, empty_since: 4_000 }]);
  });

  test("a removed one leaves nothing, and takes no message more", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, bo, room } = await setScene(store);
    const other = await openRoom(store, [ana, bo]);
    await store.write(({ rooms }) => rooms.insert(newRoom(room)));
    for (const id of [room, other]) await store.append(newMessage(id, ana.id));
    expect(await store.write(({ conversations }) => conversations.remove(room))).toBeTrue();
    expect(await store.write(({ conversations }) => conversations.remove(room))).toBeFalse();
    expect(await store.append(newMessage(room, ana.id))).toEqual({ kind: "not_a_member" });
    expect(await store.read.conversations.get(room)).toBeNull();
    expect(await store.read.rooms.get(room)).toBeNull();
    expect(await store.read.members.get(room, ana.id)).toBeNull();
    expect(await allMessages(store, room)).toEqual([]);
    expect(await allMessages(store, other)).toHaveLength(1);
    expect(await store.read.members.listFor(ana.id)).toHaveLength(1);
  });

  test("the successor is the moderator, else the account, that has been there longest; never a guest", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, bo, cy } = await setScene(store);
    const room = await openRoom(store, []);
    await store.write(async ({ members }) => {
      await members.add(newMember(room, ana.id, { role: "owner", joined_at: 1_000 }));
      await members.add(newMember(room, bo.id, { joined_at: 2_000 }));
      await members.add(newMember(room, cy.id, { joined_at: 3_000 }));
    });
    expect(await store.read.members.successor(room)).toMatchObject({ person_id: bo.id });
    expect(await store.read.members.hasOwner(room)).toBeTrue();
    // The database itself takes no second one.
    await rejectionOf(store.write(({ members }) => members.setRole(room, bo.id, "owner")));
    await store.write(({ members }) => members.setRole(room, cy.id, "moderator"));
    expect(await store.read.members.successor(room)).toMatchObject({ person_id: cy.id, role: "moderator" });
    for (const { id } of [bo, cy]) await store.write(({ members }) => members.remove(room, id));
    await store.write(({ members }) => members.setRole(room, ana.id, "member"));
    expect(await store.read.members.hasOwner(room)).toBeFalse();
    await store.write(({ members }) => members.setRole(room, ana.id, "owner"));
    expect(await store.read.members.successor(room)).toBeNull();
  });

  test("a ban holds for the person or the address, in that room, until it is lifted", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, bo, room } = await setScene(store);
    const other = await openRoom(store, []);
    const ban = (id: string, kind: BanRow["kind"], value: string, created_at: number) =>
      store.write(({ bans }) => bans.insert({ ...newBan(room, bo.id, ana.id), id, kind, value, created_at }));
    await ban("one", "account", bo.id, 1_000);
    await ban("two", "address", "10.0.0.1", 2_000);
    const isBanned = (person: string | null, address: string, id = room) => store.read.bans.isBanned(id, { person, address });
    expect(await isBanned(bo.id, "10.0.0.2")).toBeTrue();
    expect(await isBanned(null, "10.0.0.1")).toBeTrue();
    expect(await isBanned(null, "10.0.0.2")).toBeFalse();
    expect(await isBanned(bo.id, "10.0.0.1", other)).toBeFalse();
    expect((await store.read.bans.list(room)).map(({ id }) => id)).toEqual(["two", "one"]);
    expect(await store.write(({ bans }) => bans.remove(other, "one"))).toBeFalse();
    expect(await store.write(({ bans }) => bans.remove(room, "one"))).toBeTrue();
    expect(await isBanned(bo.id, "10.0.0.2")).toBeFalse();
  });
}
