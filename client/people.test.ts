import { describe, expect, test } from "bun:test";
import type { AccountId, FriendRequestId } from "#protocol/ids.ts";
import type { Contact, FriendRequest } from "#protocol/objects/contact.ts";
import type { Person } from "#protocol/objects/person.ts";
import { Device, makeWorld } from "./testing/device.ts";

const person = (name: string): Person => ({
  kind: "account",
  id: `account-${name}` as AccountId,
  username: name,
  name,
  picture: null,
});
const contact = (name: string, more: Partial<Contact> = {}): Contact => ({
  ...{ person: person(name), since: 0, presence: "offline", last_seen_at: null },
  ...more,
});
const request = (name: string, direction: FriendRequest["direction"]): FriendRequest => ({
  ...{ id: `request-${name}` as FriendRequestId, direction, person: person(name), created_at: 0 },
});

async function anaSignedIn() {
  const world = makeWorld();
  world.server.contacts = [contact("bo")];
  const ana = await Device.signedIn(world);
  const { people } = ana.parlor;
  const names = () => people.contacts.value.map(({ person }) => person.name);
  return { ...world, world, ana, people, names };
}

describe("personal lists", () => {
  test("events change them in order of the feed, once each", async () => {
    const { server, people, names } = await anaSignedIn();
    const requested = { event: "friend.requested", data: { feed_rev: 1, request: request("cy", "incoming") } } as const;
    server.publish(requested);
    server.publish(requested);
    expect(people.incoming.value.map(({ person }) => person.name)).toEqual(["cy"]);
    expect(people.relationTo(person("cy").id)).toBe("requesting");
    server.publish({
      event: "friend.accepted",
      data: { feed_rev: 2, request: requested.data.request.id, contact: contact("cy") },
    });
    expect(people.incoming.value).toEqual([]);
    expect(names()).toEqual(["bo", "cy"]);
    server.publish({ event: "contact.removed", data: { feed_rev: 3, id: person("bo").id, delete_history: false } });
    server.publish(requested);
    expect(names()).toEqual(["cy"]);
    expect(people.incoming.value).toEqual([]);
  });

  test("a gap in the feed is closed by a resume that brings them whole", async () => {
    const { server, clock, people, names } = await anaSignedIn();
    server.contacts = [contact("cy"), contact("bo", { presence: "online" })];
    server.presence = [{ id: person("bo").id, state: "online", last_seen_at: null }];
    server.account("ana").feed = 7;
    server.publish({ event: "friend.closed", data: { feed_rev: 7, request: request("di", "incoming").id } });
    await clock.advance(0);
    expect(server.count("sync.resume")).toBe(2);
    expect(names()).toEqual(["bo", "cy"]);
    expect(people.contacts.value[0]?.presence).toBe("online");
  });

  test("they open without the server, where nobody is known to be here", async () => {
    const { server, ana } = await anaSignedIn();
    server.publish({ event: "presence.changed", data: { people: [{ id: person("bo").id, state: "online", last_seen_at: 5 }] } });
    server.publish({
      event: "contact.changed",
      data: { feed_rev: 1, contact: contact("bo", { presence: "online", last_seen_at: 5 }) },
    });
    expect(ana.parlor.people.contacts.value[0]?.presence).toBe("online");
    server.isDown = true;
    const reopened = await ana.reload();
    expect(reopened.parlor.people.contacts.value).toMatchObject([
      { person: { name: "bo" }, presence: "offline", last_seen_at: 5 },
    ]);
  });

  test("signing out leaves nobody", async () => {
    const { ana, people } = await anaSignedIn();
    await ana.parlor.logout();
    expect(people.contacts.value).toEqual([]);
    expect(people.relationTo(person("bo").id)).toBeNull();
    expect(people.face(person("bo").id)).toBeNull();
  });
});

describe("faces", () => {
  test("what was said last holds, and what comes from the disk never replaces it", async () => {
    const { server, room, ana, people } = await anaSignedIn();
    const bo = person("bo").id;
    expect(people.face(bo)).toEqual({ name: "bo", picture: null });
    const said = room.append(server.account("bo"), "hello");
    server.publish({
      event: "message.created",
      data: { ...said, sender: { kind: "account", id: bo, name: "Bo", picture: "/p" } },
    });
    expect(people.face(bo)).toEqual({ name: "Bo", picture: "/p" });
    server.isDown = true;
    const reopened = await ana.reload();
    expect(reopened.parlor.people.face(bo)).toEqual({ name: "Bo", picture: "/p" });
  });

  test("a deleted account loses its name, picture and words wherever they stand", async () => {
    const { server, room, ana, people } = await anaSignedIn();
    server.say(room, "bo", "a secret");
    server.say(room, "cy", "another word");
    const view = await ana.open(room);
    server.publish({
      event: "messages.purged",
      data: { conversation: room.id, rev: ++room.rev, sender: person("bo").id, at: 9 },
    });
    expect(view.messages.value.map(({ message }) => [message.sender.name, message.deleted_at])).toEqual([
      ["", 9],
      ["cy", null],
    ]);
    expect(JSON.stringify(view.messages.value)).not.toContain("a secret");
    expect(people.face(person("bo").id)).toEqual({ name: "", picture: null });
  });

  test("a page that was read before the account was deleted brings nothing of it back", async () => {
    const { server, room, ana } = await anaSignedIn();
    server.say(room, "bo", "a secret");
    const answer = server.holdNextAnswer("conversation.history");
    const opening = ana.open(room);
    await Promise.resolve();
    server.publish({
      event: "messages.purged",
      data: { conversation: room.id, rev: ++room.rev, sender: person("bo").id, at: 9 },
    });
    answer();
    const view = await opening;
    expect(view.messages.value).toHaveLength(1);
    expect(JSON.stringify(view.messages.value)).not.toContain("a secret");
    expect(JSON.stringify(view.summary.value)).not.toContain("a secret");
  });
});
