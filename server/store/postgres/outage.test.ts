import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { findPostgres, startPostgres, type TestPostgres } from "#testkit/postgres.ts";
import { rejectionOf } from "#testkit/rejection.ts";
import { newMessage, newNotice, postgresData } from "#testkit/store.ts";
import { until } from "#testkit/until.ts";
import { allMessages, expectAppended, setScene, upTo } from "../contract/scene.ts";
import type { Store } from "../store.ts";
import { StoreUnavailable } from "../store-unavailable.ts";

const isReachable = (store: Store) =>
  store.ping().then(
    () => true,
    () => false,
  );

describe.skipIf(!findPostgres())("when PostgreSQL goes away", () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  }, 60_000);
  beforeEach(() => postgres.start());
  afterAll(() => postgres[Symbol.asyncDispose]());

  test("everything is unavailable, and works again by itself when it is back", async () => {
    await using data = await postgresData(postgres);
    const store = await data.open();
    const { ana, room } = await setScene(store);
    expectAppended(await store.append(newMessage(room, ana.id)));
    await postgres.stop();
    const attempts = [
      store.append(newMessage(room, ana.id)),
      store.write(({ conversations }) => conversations.update(room, { name: "Coffee" })),
      store.read.conversations.get(room),
      store.ping(),
    ];
    for (const attempt of attempts) expect(await rejectionOf(attempt)).toBeInstanceOf(StoreUnavailable);

    await postgres.start();
    await until(() => isReachable(store));
    expect(await store.append(newMessage(room, ana.id))).toMatchObject({ kind: "appended", seq: 2, rev: 2 });
    expect(await store.write(({ messages }) => messages.append(newNotice(room)))).toMatchObject({ seq: 3, rev: 3 });
    expect(await store.read.conversations.get(room)).toMatchObject({ name: "Tea", seq: 3 });
  }, 20_000);

  test("a kill in the middle of traffic loses nothing acknowledged and doubles nothing sent again", async () => {
    await using data = await postgresData(postgres);
    const store = await data.open();
    const { ana, bo, room } = await setScene(store);
    const acknowledged = new Map<string, number>();
    let refusals = 0;
    let isOver = false;

    /** As a client does: the same mid until it is acknowledged. */
    const sendSurely = async (message: ReturnType<typeof newMessage>) => {
      for (;;) {
        try {
          return expectAppended(await store.append(message));
        } catch (error) {
          expect(error).toBeInstanceOf(StoreUnavailable);
          refusals += 1;
          await until(() => isReachable(store));
        }
      }
    };
    const senders = upTo(16).map(async (n) => {
      while (!isOver) {
        const message = newMessage(room, n % 2 === 0 ? ana.id : bo.id);
        acknowledged.set(message.mid, (await sendSurely(message)).seq);
      }
    });
    for (const _ of upTo(2)) {
      const before = acknowledged.size;
      await until(() => acknowledged.size > before + 200);
      await postgres.kill();
      await postgres.start();
    }
    const before = acknowledged.size;
    await until(() => acknowledged.size > before + 200);
    isOver = true;
    await Promise.all(senders);

    expect(refusals).toBeGreaterThan(0);
    const messages = await allMessages(store, room);
    expect(new Map(messages.map(({ mid, seq }) => [mid as string, seq]))).toEqual(acknowledged);
    expect(messages.map(({ seq }) => seq)).toEqual(upTo(acknowledged.size));
    expect(messages.map(({ rev }) => rev)).toEqual(upTo(acknowledged.size));
  }, 30_000);

  test("a transaction cut by the loss is not there afterwards", async () => {
    await using data = await postgresData(postgres);
    const store = await data.open();
    const { ana, room } = await setScene(store);
    const cut = store.write(async ({ conversations, messages }) => {
      await messages.append(newMessage(room, ana.id));
      await postgres.kill();
      await conversations.update(room, { name: "Coffee" });
    });
    expect(await rejectionOf(cut)).toBeInstanceOf(StoreUnavailable);
    await postgres.start();
    await until(() => isReachable(store));
    expect(await store.read.conversations.get(room)).toMatchObject({ name: "Tea", seq: 0, rev: 0 });
  }, 20_000);
});
