import { expect, test } from "bun:test";
import type { AccountId } from "#protocol/ids.ts";
import { newAccount, newGuest, newMember, newMessage, newSession, type TestData } from "#testkit/store.ts";
import type { GuestRow, Store } from "../store.ts";
import { setScene } from "./scene.ts";

async function enter(store: Store, guest: GuestRow): Promise<void> {
  await store.write(async ({ guests, members }) => {
    await guests.insert(guest);
    await members.add(newMember(guest.room_id, guest.id, { person_kind: "guest" }));
  });
}

export function guestSuite(make: () => Promise<TestData>): void {
  test("are members and senders under the name they gave", async () => {
    await using data = await make();
    const store = await data.open();
    const { room } = await setScene(store);
    const di = newGuest(room, "Di");
    await enter(store, di);
    expect(await store.read.guests.get(di.id)).toEqual(di);
    const message = newMessage(room, di.id, { sender_kind: "guest" });
    expect(await store.append(message)).toMatchObject({ kind: "appended", seq: 1 });
    expect(await store.read.messages.get(message.id)).toMatchObject({ sender: { kind: "guest", id: di.id, name: "Di" } });
    const page = await store.read.members.page(room, { limit: 10 });
    expect(page.map(({ name }) => name)).toEqual(["ana", "bo", "Di"]);
    expect(page[2]).toMatchObject({ person_kind: "guest", username: null, last_seen_at: null });
    expect((await store.read.members.ids(room)).find(({ person_kind }) => person_kind === "guest")).toMatchObject({
      person_id: di.id,
    });
    expect(await store.read.members.successor(room)).not.toMatchObject({ person_id: di.id });
  });

  test("a name like a member's in the room or any username is taken", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, room } = await setScene(store);
    await store.write(({ accounts }) => accounts.update(ana.id, { display_name: "Ana Lopez" }));
    const gone = newGuest(room, "Eva");
    await enter(store, newGuest(room, "Di"));
    await enter(store, gone);
    await store.write(({ members }) => members.remove(room, gone.id));
    const isTaken = (name: string) => store.read.guests.isNameTaken(room, name);
    for (const name of ["Admin", "Аdmin", "Parl0r", "System.", "M0derator"])
      expect([name, await isTaken(name)]).toEqual([name, true]);
    for (const name of ["Di", "dI", "D1", "ana", "cy", "сy", "ANA  LOPEZ"])
      expect([name, await isTaken(name)]).toEqual([name, true]);
    for (const name of ["Eva", "Dina", "Lopez"]) expect([name, await isTaken(name)]).toEqual([name, false]);
  });

  test("those whose time is up are found while they are members, the longest overdue first", async () => {
    await using data = await make();
    const store = await data.open();
    const { room } = await setScene(store);
    const [late, later, fresh, gone] = [2_000, 1_000, 9_000, 1_000].map((expires_at, n) =>
      newGuest(room, `g${n}`, { expires_at }),
    );
    for (const guest of [late, later, fresh, gone]) await enter(store, guest as GuestRow);
    await store.write(({ members }) => members.remove(room, (gone as GuestRow).id));
    expect(await store.read.guests.expired(2_000, 10)).toEqual([later as GuestRow, late as GuestRow]);
    expect(await store.read.guests.expired(2_000, 1)).toEqual([later as GuestRow]);
    await store.write(({ guests }) => guests.prolong((later as GuestRow).id, 2_001));
    expect(await store.read.guests.expired(2_000, 10)).toEqual([late as GuestRow]);
  });

  test("one who becomes an account keeps messages, membership and session", async () => {
    await using data = await make();
    const store = await data.open();
    const { room } = await setScene(store);
    const guest = newGuest(room, "Di");
    const message = newMessage(room, guest.id, { sender_kind: "guest" });
    const session = newSession(guest.id, { person_kind: "guest" });
    await enter(store, guest);
    await store.append(message);
    expect(await store.write(({ guests }) => guests.claim(guest.id))).toBeTrue();
    await store.write(async ({ sessions, accounts, guests }) => {
      await sessions.insert(session);
      await accounts.insert(newAccount("di_4", { id: guest.id as string as AccountId, display_name: "Di" }));
      await guests.becomeAccount(guest.id);
    });
    expect(await store.read.guests.get(guest.id)).toBeNull();
    expect(await store.write(({ guests }) => guests.claim(guest.id))).toBeFalse();
    expect(await store.read.messages.get(message.id)).toMatchObject({ sender: { kind: "account", id: guest.id, name: "Di" } });
    expect(await store.read.members.get(room, guest.id)).toMatchObject({ person_kind: "account" });
    expect(await store.read.sessions.get(session.id)).toMatchObject({ person_kind: "account", person_id: guest.id });
    expect(await store.append({ ...message, sender_kind: "account" })).toMatchObject({ kind: "repeated", seq: 1 });
    expect((await store.read.members.getMany(room, [guest.id]))[0]).toMatchObject({ username: "di_4", name: "Di" });
  });
}
