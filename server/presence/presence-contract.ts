import { afterEach, describe, expect, test } from "bun:test";
import type { PresenceState } from "#protocol/objects/person.ts";
import type { PresenceStore } from "./presence-store.ts";

/** What every presence store promises of one node; see presence-store.ts. `open` joins a node, which the suite closes. */
export function presenceContract(name: string, open: () => Promise<PresenceStore>): void {
  describe(`${name}: the contract of a presence store`, () => {
    const opened: PresenceStore[] = [];
    const openNode = async () => {
      const presence = await open();
      opened.push(presence);
      return presence;
    };
    afterEach(async () => {
      for (const presence of opened.splice(0)) await presence.close();
    });
    const state = async (presence: PresenceStore, person: string): Promise<PresenceState | undefined> =>
      (await presence.states([person])).get(person);

    test("nobody is here at first", async () => {
      const presence = await openNode();
      expect(await presence.states(["ana", "bo"])).toEqual(
        new Map([
          ["ana", "offline"],
          ["bo", "offline"],
        ]),
      );
      expect(await presence.states([])).toEqual(new Map());
      expect(await presence.count("lobby")).toBe(0);
      expect(await presence.people("lobby")).toEqual([]);
    });

    test("a node that is open counts as one", async () => {
      const presence = await openNode();
      expect(await presence.nodes()).toBe(1);
    });

    test("a state holds until the next one", async () => {
      const presence = await openNode();
      for (const next of ["online", "idle", "online", "offline", "idle", "offline", "offline"] as const) {
        await presence.set("ana", next);
        expect(await state(presence, "ana")).toBe(next);
      }
    });

    test("states are answered for everybody asked and nobody else", async () => {
      const presence = await openNode();
      await presence.set("ana", "online");
      await presence.set("bo", "idle");
      await presence.set("cy", "online");
      expect(await presence.states(["bo", "di", "ana"])).toEqual(
        new Map([
          ["bo", "idle"],
          ["di", "offline"],
          ["ana", "online"],
        ]),
      );
    });

    test("a conversation holds who entered it, once, until they leave", async () => {
      const presence = await openNode();
      await presence.enter("lobby", "ana");
      await presence.enter("lobby", "ana");
      await presence.enter("lobby", "bo");
      expect(await presence.count("lobby")).toBe(2);
      expect((await presence.people("lobby")).sort()).toEqual(["ana", "bo"]);
      expect((await presence.certainPeople("lobby"))?.sort()).toEqual(["ana", "bo"]);
      expect(await presence.certainPeople("room")).toEqual([]);
      await presence.leave("lobby", "ana");
      expect(await presence.people("lobby")).toEqual(["bo"]);
      await presence.leave("lobby", "bo");
      expect(await presence.count("lobby")).toBe(0);
      await presence.enter("lobby", "ana");
      expect(await presence.people("lobby")).toEqual(["ana"]);
    });

    test("leaving where one never was does nothing", async () => {
      const presence = await openNode();
      await presence.enter("lobby", "ana");
      await presence.leave("lobby", "bo");
      await presence.leave("room", "ana");
      expect(await presence.people("lobby")).toEqual(["ana"]);
      expect(await presence.count("room")).toBe(0);
    });

    test("conversations do not mix, not even those whose names begin alike", async () => {
      const presence = await openNode();
      await presence.enter("room", "ana");
      await presence.enter("room:2", "bo");
      await presence.enter("*", "cy");
      expect(await presence.people("room")).toEqual(["ana"]);
      expect(await presence.people("room:2")).toEqual(["bo"]);
      expect(await presence.count("*")).toBe(1);
    });

    test("state and place are independent: going offline leaves no conversation by itself", async () => {
      const presence = await openNode();
      await presence.enter("lobby", "ana");
      await presence.set("ana", "online");
      await presence.set("ana", "offline");
      expect(await presence.people("lobby")).toEqual(["ana"]);
    });

    test("changes made without waiting apply in the order made", async () => {
      const presence = await openNode();
      const changes: Promise<void>[] = [];
      for (let round = 0; round < 50; round++) {
        changes.push(
          presence.enter("lobby", "ana"),
          presence.set("ana", "online"),
          presence.leave("lobby", "ana"),
          presence.set("ana", "idle"),
        );
      }
      const [count, states] = await Promise.all([presence.count("lobby"), presence.states(["ana"]), ...changes]);
      expect(count).toBe(0);
      expect(states).toEqual(new Map([["ana", "idle"]]));
    });

    test("three thousand people in one conversation", async () => {
      const presence = await openNode();
      const people = Array.from({ length: 3_000 }, (_, index) => `person ${index}`);
      await Promise.all(
        people.flatMap((person, index) => [
          presence.set(person, index % 3 === 0 ? "idle" : "online"),
          presence.enter("lobby", person),
        ]),
      );
      expect(await presence.count("lobby")).toBe(3_000);
      expect(new Set(await presence.people("lobby"))).toEqual(new Set(people));
      const states = await presence.states(people);
      expect([...states.values()].filter((found) => found === "idle")).toHaveLength(1_000);
      expect([...states.keys()]).toEqual(people);
    });
  });
}
