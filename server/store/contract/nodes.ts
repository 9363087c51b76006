import { expect, test } from "bun:test";
import { newAccount, newConversation, newMember, newMessage, newNotice, type TestData } from "#testkit/store.ts";
import { allMessages, setScene, upTo } from "./scene.ts";

export function nodeSuite(make: () => Promise<TestData>): void {
  test("two that write the same conversation leave no gap and double no mid", async () => {
    await using data = await make();
    const [one, two] = await Promise.all([data.open(), data.open()]);
    const { ana, bo, room } = await setScene(one);
    const outcomes = await Promise.all(
      upTo(100).flatMap((n) => {
        const shared = { mid: `from-both-nodes-${n}` };
        return [
          one.append(newMessage(room, ana.id, shared)),
          two.append(newMessage(room, ana.id, shared)),
          two.append(newMessage(room, bo.id)),
          n % 10 === 0 ? one.write(({ messages }) => messages.append(newNotice(room))) : null,
        ];
      }),
    );
    expect(outcomes.filter((outcome) => outcome?.kind === "appended")).toHaveLength(210);
    expect(outcomes.filter((outcome) => outcome?.kind === "repeated")).toHaveLength(100);
    const messages = await allMessages(two, room);
    expect(messages.map(({ seq }) => seq)).toEqual(upTo(210));
    expect(messages.map(({ rev }) => rev)).toEqual(upTo(210));
  });

  test("what one has written the other reads", async () => {
    await using data = await make();
    const [one, two] = await Promise.all([data.open(), data.open()]);
    const { ana, room } = await setScene(one);
    for (const n of upTo(20)) {
      await one.append(newMessage(room, ana.id));
      expect(await two.read.conversations.get(room)).toMatchObject({ seq: n });
    }
  });

  test("many that start on an empty database at once all find one schema and make one lobby", async () => {
    await using data = await make();
    const stores = await Promise.all(upTo(4).map(() => data.open()));
    await Promise.all(
      stores.map((store) =>
        store.write(async ({ conversations }) => {
          if (!(await conversations.lobby())) await conversations.insert(newConversation({ kind: "lobby", name: "Lobby" }));
        }),
      ),
    );
    const lobbies = await Promise.all(stores.map((store) => store.read.conversations.lobby()));
    expect(lobbies[0]).toMatchObject({ kind: "lobby", name: "Lobby" });
    expect(new Set(lobbies.map((lobby) => lobby?.id)).size).toBe(1);
  });

  test("of many registrations at once one is the first", async () => {
    await using data = await make();
    const [one, two] = await Promise.all([data.open(), data.open()]);
    const firsts = await Promise.all(
      upTo(10).map((n) =>
        (n % 2 === 0 ? one : two).write(async ({ accounts }) => {
          const isFirst = await accounts.claimFirst();
          await accounts.insert(newAccount(`user_${n}`));
          return isFirst;
        }),
      ),
    );
    expect(firsts.filter(Boolean)).toHaveLength(1);
  });

  test("people who come and go at once are counted right", async () => {
    await using data = await make();
    const [one, two] = await Promise.all([data.open(), data.open()]);
    const { ana, bo, cy, room } = await setScene(one);
    const added = await Promise.all([
      ...[one, two, one, two].map((store) => store.write(({ members }) => members.add(newMember(room, cy.id)))),
      ...[one, two].map((store) => store.write(({ members }) => members.remove(room, bo.id))),
    ]);
    expect(added.filter(Boolean)).toHaveLength(2);
    expect(await two.read.conversations.get(room)).toMatchObject({ member_count: 2 });
    const people = (await one.read.members.page(room, { limit: 10 })).map(({ person_id }) => person_id);
    expect(people).toEqual([ana.id, cy.id]);
  });
}
