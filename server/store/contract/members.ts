import { expect, test } from "bun:test";
import type { ConversationId } from "#protocol/ids.ts";
import { rejectionOf } from "#testkit/rejection.ts";
import { newAccount, newMember, newMessage, newNotice, type TestData } from "#testkit/store.ts";
import { openRoom, setScene, upTo } from "./scene.ts";

export function memberSuite(make: () => Promise<TestData>): void {
  test("are counted in and out once", async () => {
    await using data = await make();
    const store = await data.open();
    const { bo, cy, room } = await setScene(store);
    const row = newMember(room, cy.id, { role: "moderator", joined_at: 7_000, history_from_seq: 3, read_seq: 3 });
    expect(await store.write(({ members }) => members.add(row))).toBeTrue();
    expect(await store.write(({ members }) => members.add(newMember(room, cy.id)))).toBeFalse();
    expect(await store.read.members.get(room, cy.id)).toEqual(row);
    expect(await store.read.conversations.get(room)).toMatchObject({ member_count: 3 });
    expect(await store.write(({ members }) => members.remove(room, bo.id))).toBeTrue();
    expect(await store.write(({ members }) => members.remove(room, bo.id))).toBeFalse();
    expect(await store.read.members.get(room, bo.id)).toBeNull();
    expect(await store.read.conversations.get(room)).toMatchObject({ member_count: 2 });
  });

  test("every account is added that is not there yet, as it was for the others, and all go together", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, bo, cy, room } = await setScene(store);
    await store.append(newMessage(room, ana.id));
    await store.write(({ members }) => members.markRead(room, ana.id, 1));
    const before = await store.read.members.get(room, bo.id);
    for (let turn = 0; turn < 2; turn++) await store.write(({ members }) => members.addEveryAccount(room, 9_000));
    expect(await store.read.conversations.get(room)).toMatchObject({ member_count: 3 });
    expect(await store.read.members.get(room, bo.id)).toEqual(before);
    expect(await store.read.members.get(room, cy.id)).toEqual(
      newMember(room, cy.id, { joined_at: 9_000, history_from_seq: 0, read_seq: 1 }),
    );
    const page = await store.read.members.page(room, { limit: 10 });
    expect(page.map(({ name }) => name)).toEqual([ana, bo, cy].map(({ display_name }) => display_name));
    expect((await store.append(newMessage(room, cy.id))).kind).toBe("appended");

    await store.write(({ members }) => members.removeAll(room));
    expect(await store.read.conversations.get(room)).toMatchObject({ member_count: 0, seq: 2 });
    for (const { id } of [ana, bo, cy]) expect(await store.read.members.listFor(id)).toEqual([]);
    expect((await store.append(newMessage(room, cy.id))).kind).toBe("not_a_member");
  });

  test("of many people the members are told apart", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, bo, cy, room } = await setScene(store);
    const { filterMembers } = store.read.members;
    expect(await filterMembers(room, [cy.id, bo.id, "unknown"])).toEqual(new Set([bo.id]));
    expect(await filterMembers("unknown" as ConversationId, [ana.id])).toEqual(new Set());
    expect(await filterMembers(room, [])).toEqual(new Set());
  });

  test("nobody is added to what does not exist", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana } = await setScene(store);
    const nowhere = "unknown" as ConversationId;
    await rejectionOf(store.write(({ members }) => members.add(newMember(nowhere, ana.id))));
    expect(await store.read.members.get(nowhere, ana.id)).toBeNull();
  });

  test("pages go by name as people read it, then by id, and miss nobody", async () => {
    await using data = await make();
    const store = await data.open();
    const names = ["zoe", "Élodie", "ana", "Ana", "bo", "émile", "Zoë", "Ümit", "_x", "Di"];
    const people = names.map((display_name, index) => newAccount(`user_${index}`, { display_name, last_seen_at: index }));
    for (const person of people) await store.write(({ accounts }) => accounts.insert(person));
    const room = await openRoom(store, people);
    const shown: string[] = [];
    let after: { name: string; id: string } | undefined;
    for (;;) {
      const page = await store.read.members.page(room, { limit: 3, ...(after && { after }) });
      shown.push(...page.map(({ name }) => name));
      const last = page.at(-1);
      if (!last) break;
      after = { name: last.name, id: last.person_id };
    }
    expect(shown).toEqual(["_x", "ana", "Ana", "bo", "Di", "Élodie", "émile", "Ümit", "zoe", "Zoë"]);
    const [first] = await store.read.members.page(room, { limit: 1 });
    expect(first).toEqual({
      ...newMember(room, people[8]?.id as never),
      username: "user_8",
      name: "_x",
      last_seen_at: 8,
      picture: null,
    });
  });

  test("a new name moves its bearer to the new place", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, bo, cy, room } = await setScene(store);
    await store.write(({ accounts }) => accounts.update(ana.id, { display_name: "Zoe" }));
    expect((await store.read.members.page(room, { limit: 10 })).map(({ name }) => name)).toEqual(["bo", "Zoe"]);
    const some = await store.read.members.getMany(room, [ana.id, cy.id]);
    expect(some).toMatchObject([{ person_id: ana.id, name: "Zoe", username: "ana" }]);
    expect(await store.read.members.getMany(room, [])).toEqual([]);
    expect(bo.display_name).toBe("bo");
  });

  test("reading marks never go back and never beyond the end", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, bo, cy, room } = await setScene(store);
    for (const _ of upTo(5)) await store.append(newMessage(room, ana.id));
    const mark = (seq: number) => store.write(({ members }) => members.markRead(room, bo.id, seq));
    expect(await mark(3)).toBe(3);
    expect(await mark(2)).toBe(3);
    expect(await mark(99)).toBe(5);
    expect(await mark(0)).toBe(5);
    expect(await store.read.members.get(room, bo.id)).toMatchObject({ read_seq: 5 });
    expect(await store.read.members.get(room, ana.id)).toMatchObject({ read_seq: 0 });
    expect(await store.write(({ members }) => members.markRead(room, cy.id, 3))).toBe(0);
    await Promise.all([1, 4, 2, 5, 3].map((seq) => store.write(({ members }) => members.markRead(room, ana.id, seq))));
    expect(await store.read.members.get(room, ana.id)).toMatchObject({ read_seq: 5 });
  });

  test("unread are the messages of others, counted up to a limit", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, bo, room } = await setScene(store);
    const other = await openRoom(store, [ana, bo]);
    for (const n of upTo(12)) {
      await store.append(n % 4 === 0 ? newMessage(room, bo.id) : newMessage(room, ana.id));
      await store.append(newNotice(room));
      await store.append(newMessage(other, ana.id));
    }
    const count = (after: number, cap = 1_000) => store.read.messages.countUnread(room, bo.id, after, cap);
    expect(await count(0)).toBe(9);
    expect(await count(0, 5)).toBe(5);
    expect(await count(0, 9)).toBe(9);
    expect(await count(20)).toBe(1);
    expect(await count(24)).toBe(0);
    expect(await count(99)).toBe(0);
    expect(await store.read.messages.countUnread(room, ana.id, 0, 1_000)).toBe(3);
  });
}
