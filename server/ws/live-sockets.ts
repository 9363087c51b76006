import type { EventData } from "#protocol/events.ts";
import type { ConversationId } from "#protocol/ids.ts";
import { recheckCaller } from "../authenticate.ts";
import type { Bus } from "../bus/bus.ts";
import type { Context } from "../context.ts";
import { audienceOf, type DomainEvent, revOf, toWire } from "../events.ts";
import { Refusal } from "../refusal.ts";
import type { Connection } from "./connection.ts";
import { type Control, receiveControl, sendControl } from "./control.ts";
import { encodePayload, type Hub } from "./hub.ts";
import type { PresenceTracker } from "./presence-tracker.ts";

/** Sockets held against the database by one question. */
const recheckedAtOnce = 1_000;

/** Sends an event to its audience on every node, and makes the sockets follow what it changed. */
export function emitOn(bus: Bus, event: DomainEvent): void {
  bus.publish(audienceOf(event), encodePayload(revOf(event), JSON.stringify(toWire(event))));
  switch (event.event) {
    case "conversation.added":
      return sendControl(bus, { kind: "follow", person: event.owner, conversation: event.data.conversation.id });
    case "conversation.removed":
      return sendControl(bus, { kind: "membership", person: event.owner, conversation: event.data.conversation });
    case "account.changed":
      return sendControl(bus, { kind: "refresh", person: event.owner });
  }
}

/**
 * Keeps the live sockets of this node true to what the database says: cuts those whose session, account or membership
 * is gone, on the word of any node, and checks them all anew after the bus may have lost such a word.
 */
export class LiveSockets {
  constructor(
    private readonly context: Context,
    private readonly hub: Hub,
    private readonly presence: PresenceTracker,
  ) {}

  async listen(bus: Bus): Promise<void> {
    await receiveControl(bus, (message) => this.#handle(message));
    bus.onRestored(() => {
      this.#recheck().catch((error: unknown) => this.context.log.error({ err: error }, "sockets could not be checked anew"));
      const data: EventData<"sync.lost"> = { at: this.context.now() };
      this.hub.broadcastLocally(JSON.stringify({ event: "sync.lost", data }));
    });
  }

  /** While other nodes cannot be heard, what they decide shows only in the database. */
  async recheckWhileAway(bus: Bus): Promise<void> {
    const isHeard = await bus.ping().then(
      () => true,
      () => false,
    );
    if (!isHeard) await this.#recheck();
  }

  #handle(message: Control): void {
    switch (message.kind) {
      case "session":
        for (const connection of this.hub.connections())
          if (connection.caller.session === message.session) connection.close("signed_out");
        return;
      case "person":
        for (const connection of this.hub.ofPerson(message.person)) connection.close(message.reason);
        return;
      case "membership":
        for (const connection of this.hub.ofPerson(message.person))
          this.hub.unfollowConversation(connection, message.conversation);
        return this.presence.leave(message.person, message.conversation);
      case "follow":
        for (const connection of this.hub.ofPerson(message.person))
          this.#follow(connection, message.conversation as ConversationId).catch((error: unknown) =>
            this.context.log.error({ err: error }, "a socket could not follow its new conversation"),
          );
        return;
      case "refresh":
        void this.#refresh([...this.hub.ofPerson(message.person)]);
        return;
    }
  }

  async #follow(connection: Connection, conversation: ConversationId): Promise<void> {
    await this.hub.followConversation(connection, conversation);
    this.presence.enter(connection.caller.id, conversation);
    // The word of a ban may have come before the word of the joining that it ended.
    await this.#recheckMembers(conversation, [connection]);
  }

  /** Name, picture or role changed: what the sockets remember of their caller is read anew. */
  async #refresh(connections: Connection[]): Promise<void> {
    for (const connection of connections) {
      // Opening reads the caller as well, and what is read later counts.
      if (connection.opening !== null) await connection.opening;
      const fresh = await recheckCaller(this.context, connection.caller);
      if (fresh instanceof Refusal || fresh.kind !== "account") continue;
      connection.caller = fresh;
      this.presence.setHidden(fresh.id, fresh.hides_presence);
    }
  }

  /** In steps, since a node may hold tens of thousands of sockets. */
  async #recheck(): Promise<void> {
    const connections = [...this.hub.connections()];
    for (const part of batches(connections)) {
      const sessions = part.map((connection) => connection.caller.session);
      const active = await this.context.store.read.sessions.filterActive(sessions, this.context.now());
      for (const connection of part) if (!active.has(connection.caller.session)) connection.close("signed_out");
    }
    for (const [conversation, all] of followersOf(connections))
      for (const part of batches(all)) await this.#recheckMembers(conversation as ConversationId, part);
  }

  async #recheckMembers(conversation: ConversationId, followers: readonly Connection[]): Promise<void> {
    const people = followers.map((connection) => connection.caller.id);
    const members = await this.context.store.read.members.filterMembers(conversation, people);
    for (const connection of followers) {
      if (members.has(connection.caller.id)) continue;
      this.hub.unfollowConversation(connection, conversation);
      this.presence.leave(connection.caller.id, conversation);
    }
  }
}

function followersOf(connections: readonly Connection[]): Map<string, Connection[]> {
  const followers = new Map<string, Connection[]>();
  for (const connection of connections) {
    for (const conversation of connection.following) {
      const known = followers.get(conversation);
      if (known) known.push(connection);
      else followers.set(conversation, [connection]);
    }
  }
  return followers;
}

function batches<T>(items: readonly T[]): T[][] {
  const count = Math.ceil(items.length / recheckedAtOnce);
  return Array.from({ length: count }, (_, index) => items.slice(index * recheckedAtOnce, (index + 1) * recheckedAtOnce));
}
