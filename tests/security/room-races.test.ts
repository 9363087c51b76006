import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { ConversationId } from "#protocol/ids.ts";
import type { MemberRole } from "#protocol/objects/conversation.ts";
import { findPostgres, startPostgres, type TestPostgres } from "#testkit/postgres.ts";
import { RawGuest, RawPerson, type RawSocket, refusalOf } from "#testkit/raw-client.ts";
import { startTestServer, type TestServer } from "#testkit/test-server.ts";
import { until } from "#testkit/until.ts";

/** What is decided about a room holds against everything that is under way at the same moment, on either engine. */

const rounds = 8;

function suite(engine: string, start: () => Promise<TestServer>, stop: () => Promise<void> = async () => {}): void {
  describe(engine, () => {
    let server: TestServer;
    let ana: RawPerson;
    let bo: RawPerson;
    let cy: RawPerson;
    beforeAll(async () => {
      server = await start();
      ana = await RawPerson.register(server.url, "Ana");
      bo = await RawPerson.register(server.url, "Bo_");
      cy = await RawPerson.register(server.url, "Cy_");
    });
    afterAll(async () => {
      await server[Symbol.asyncDispose]();
      await stop();
    });

    /** A room of Ana's, with these people. */
    async function openRoom(people: readonly RawPerson[] = [], password?: string) {
      const { id, room } = await ana.call("room.create", { name: "Tea", ...(password && { password }) });
      const code = room?.code ?? "";
      for (const person of people) await person.call("room.join", { code, ...(password && { password }) });
      return { id, code };
    }

    const on = (conversation: ConversationId, person: RawPerson) => ({ conversation, person: person.id as never });
    const settled = (...work: Promise<unknown>[]) => Promise.allSettled(work);

    async function rolesIn(conversation: ConversationId): Promise<MemberRole[]> {
      const page = await server.server.context.store.read.members.page(conversation, { limit: 100 });
      return page.map(({ role }) => role).sort();
    }

    const isIn = async (conversation: ConversationId, person: RawPerson) =>
      (await server.server.context.store.read.members.get(conversation, person.id as never)) !== null;

    /** Runs `change` while the password that `enter` gives is being checked; resolves with what becomes of `enter`. */
    async function whileAtTheDoor<T>(enter: () => Promise<T>, change: () => Promise<unknown>): Promise<T> {
      const { passwords } = server.server.context;
      const verify = passwords.verify.bind(passwords);
      const [arrived, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      passwords.verify = async (...given) => {
        arrived.resolve();
        await released.promise;
        return verify(...given);
      };
      try {
        const entering = enter();
        // Observed later; until then a refusal must not count as unhandled.
        entering.catch(() => {});
        await arrived.promise;
        passwords.verify = verify;
        await change();
        released.resolve();
        return await entering;
      } finally {
        passwords.verify = verify;
      }
    }

    const changes: [string, string, (id: ConversationId) => Promise<unknown>][] = [
      ["locked", "room_not_found", (id) => ana.call("room.lock", { conversation: id, locked: true })],
      ["given another code", "room_not_found", (id) => ana.call("room.rotate_code", { conversation: id })],
      ["deleted", "room_not_found", (id) => ana.call("room.delete", { conversation: id })],
      [
        "given another password",
        "wrong_room_password",
        (id) => ana.call("conversation.update", { conversation: id, password: "another" }),
      ],
    ];

    test.each(changes)("nobody gets into a room that is %s while their password is checked", async (_, refusal, change) => {
      for (const enter of [
        (code: string): Promise<unknown> => bo.call("room.join", { code, password: "secret" }),
        (code: string): Promise<unknown> => RawGuest.join(server.url, { code, nickname: "Di", password: "secret" }),
      ]) {
        const { id, code } = await openRoom([], "secret");
        const entering = whileAtTheDoor(
          () => enter(code),
          () => change(id),
        );
        expect((await refusalOf(entering)).code).toBe(refusal as never);
        expect(await isIn(id, bo)).toBeFalse();
        expect((await server.server.context.store.read.conversations.get(id))?.member_count ?? 1).toBe(1);
      }
    });

    test("nobody gets in who is banned while their password is checked", async () => {
      const { id, code } = await openRoom([bo], "secret");
      await bo.call("conversation.leave", { conversation: id });
      const entering = whileAtTheDoor(
        () => bo.call("room.join", { code, password: "secret" }),
        () => ana.call("room.ban", on(id, bo)),
      );
      expect(await refusalOf(entering)).toMatchObject({ code: "room_not_found" });
      expect(await isIn(id, bo)).toBeFalse();
    });

    test("no guest gets in once guests are turned off, an account does", async () => {
      const { id, code } = await openRoom([], "secret");
      const close = () => ana.call("conversation.update", { conversation: id, guests: false });
      const join = { code, nickname: "Di", password: "secret" };
      const entering = whileAtTheDoor(() => RawGuest.join(server.url, join), close);
      expect(await refusalOf(entering)).toMatchObject({ code: "room_not_found" });
      expect(await whileAtTheDoor(() => bo.call("room.join", { code, password: "secret" }), close)).toMatchObject({ id });
      expect(await rolesIn(id)).toEqual(["member", "owner"]);
    });

    test("a password that is taken away while one is checked is asked of nobody", async () => {
      const { id, code } = await openRoom([], "secret");
      const open = () => ana.call("conversation.update", { conversation: id, password: null });
      expect(await whileAtTheDoor(() => bo.call("room.join", { code, password: "secret" }), open)).toMatchObject({ id });
    });

    test("whoever is banned while their joining is being told hears nothing of the room", async () => {
      const { id, code } = await openRoom();
      await using bos = await bo.connect();
      await bos.resume();
      const { presence } = server.server.context;
      const count = presence.count.bind(presence);
      const [arrived, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      presence.count = async (conversation) => {
        if (conversation === id) {
          arrived.resolve();
          await released.promise;
        }
        return count(conversation);
      };
      try {
        const joining = bo.call("room.join", { code }).catch(() => null);
        await arrived.promise;
        presence.count = count;
        await ana.call("room.ban", on(id, bo));
        released.resolve();
        await joining;
      } finally {
        presence.count = count;
      }
      await using anas = await ana.connect();
      await bos.event("conversation.added", ({ conversation }) => conversation.id === id);
      const { conversations } = await bo.call("conversation.list", {});
      const lobby = conversations.find(({ kind }) => kind === "lobby")?.id ?? "";
      await until(async () => !(await presence.people(id)).includes(bo.id));
      await anas.send(id, "without Bo");
      await anas.send(lobby, "with Bo");
      await bos.event("message.created", (message) => message.type === "text" && message.body.text === "with Bo");
      expect(bos.texts()).not.toContain("without Bo");
    });

    test("joining at the same moment undoes no ban", async () => {
      for (let round = 0; round < rounds; round++) {
        const { id, code } = await openRoom([bo]);
        await settled(bo.call("room.join", { code }), ana.call("room.ban", on(id, bo)), bo.call("room.join", { code }));
        expect([round, await isIn(id, bo)]).toEqual([round, false]);
        expect(await refusalOf(bo.call("conversation.get", { conversation: id }))).toMatchObject({
          code: "conversation_not_found",
        });
        expect(await refusalOf(bo.call("room.join", { code }))).toMatchObject({ code: "room_not_found" });
      }
    });

    test("joining at the same moment does not pass by the password", async () => {
      for (let round = 0; round < rounds; round++) {
        const { id, code } = await openRoom([bo], "secret");
        await settled(bo.call("room.join", { code }), ana.call("room.kick", on(id, bo)), bo.call("room.join", { code }));
        expect([round, await isIn(id, bo)]).toEqual([round, false]);
        expect(await refusalOf(bo.call("room.join", { code }))).toMatchObject({ code: "room_password" });
      }
    });

    test("of two that hand a room over at once one is heard, and it has one owner", async () => {
      for (let round = 0; round < rounds; round++) {
        const { id } = await openRoom([bo, cy]);
        const handOver = (heir: RawPerson) => ana.call("room.set_role", { ...on(id, heir), role: "owner" });
        const outcomes = await settled(handOver(bo), handOver(cy));
        const refused = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason.problem.code] : []));
        expect(refused).toEqual(["role_too_low"]);
        expect(await rolesIn(id)).toEqual(["member", "moderator", "owner"]);
        expect(await refusalOf(handOver(bo))).toMatchObject({ code: "role_too_low" });
      }
    });

    test("a room handed to somebody who leaves at that moment has an owner, and no rev is lost", async () => {
      await using anas = await ana.connect();
      await anas.resume();
      for (let round = 0; round < rounds; round++) {
        const { id } = await openRoom([bo, cy]);
        await settled(
          ana.call("room.set_role", { ...on(id, bo), role: "owner" }),
          bo.call("conversation.leave", { conversation: id }),
        );
        expect([round, await isIn(id, bo)]).toEqual([round, false]);
        expect(await rolesIn(id)).toContain("owner");
        await everyRevIsTold(anas, id);
      }
    });

    /** The first few came with the room itself. */
    async function everyRevIsTold(socket: RawSocket, id: ConversationId): Promise<void> {
      const { rev } = (await server.server.context.store.read.conversations.get(id)) ?? { rev: 0 };
      const told = () =>
        new Set(
          socket.events.flatMap(({ data }) =>
            "rev" in data && "conversation" in data && data.conversation === id ? [data.rev] : [],
          ),
        );
      await until(() => told().has(rev));
      await until(() => Math.min(...told()) + told().size - 1 === rev);
    }

    test("owner and heir who leave at once leave the room to the third", async () => {
      for (let round = 0; round < rounds; round++) {
        const { id } = await openRoom([bo, cy]);
        await settled(...[ana, bo].map((person) => person.call("conversation.leave", { conversation: id })));
        expect(await rolesIn(id)).toEqual(["owner"]);
        expect(await cy.call("conversation.get", { conversation: id })).toMatchObject({ role: "owner", member_count: 1 });
      }
    });

    test("of many who enter a room that nobody owns at once one becomes the owner", async () => {
      for (let round = 0; round < rounds; round++) {
        const { id, code } = await openRoom();
        await ana.call("conversation.leave", { conversation: id });
        await Promise.all([ana, bo, cy].map((person) => person.call("room.join", { code })));
        expect(await rolesIn(id)).toEqual(["member", "member", "owner"]);
      }
    });

    test("a moderator who is made a member acts no more, whatever was under way", async () => {
      for (let round = 0; round < rounds; round++) {
        const { id } = await openRoom([bo, cy]);
        await ana.call("room.set_role", { ...on(id, bo), role: "moderator" });
        const [, ban] = await settled(
          ana.call("room.set_role", { ...on(id, bo), role: "member" }),
          bo.call("room.ban", on(id, cy)),
        );
        expect(await isIn(id, cy)).toBe(ban?.status === "rejected");
        expect(await refusalOf(bo.call("room.lock", { conversation: id, locked: true }))).toMatchObject({ code: "role_too_low" });
      }
    });
  });
}

suite("SQLite", () => startTestServer({ unlimited: true }));

describe.skipIf(!findPostgres())("the same with PostgreSQL", () => {
  let postgres: TestPostgres | null = null;
  suite(
    "PostgreSQL",
    async () => {
      postgres = await startPostgres();
      return startTestServer({ unlimited: true, env: { DATABASE_URL: await postgres.createDatabase() } });
    },
    async () => postgres?.[Symbol.asyncDispose](),
  );
});
