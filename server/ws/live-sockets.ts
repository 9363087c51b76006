import type { EventData } from "#protocol/events.ts";
import type { OwnAccount } from "#protocol/objects/account.ts";
import type { Bus } from "../bus/bus.ts";
import type { Context } from "../context.ts";
import { dispatch, type Registry } from "../dispatch.ts";
import { audienceOf, type DomainEvent, revOf, toWire } from "../events.ts";
import type { Connection } from "./connection.ts";
import { type Control, receiveControl, sendControl } from "./control.ts";
import { encodePayload, type Hub } from "./hub.ts";
import type { PresenceTracker } from "./presence-tracker.ts";

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
    private readonly registry: Registry,
    private readonly hub: Hub,
    private readonly presence: PresenceTracker,
  ) {}

  async listen(bus: Bus): Promise<void> {
    await receiveControl(bus, (message) => this.#handle(message));
    bus.onRestored(() => {
      this.#recheckSessions().catch((error: unknown) =>
        this.context.log.error({ err: error }, "sessions could not be checked anew"),
      );
      const data: EventData<"sync.lost"> = { at: this.context.now() };
      this.hub.broadcastLocally(JSON.stringify({ event: "sync.lost", data }));
    });
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
        for (const connection of this.hub.ofPerson(message.person)) void this.#follow(connection, message.conversation);
        return;
      case "refresh":
        void this.#refresh([...this.hub.ofPerson(message.person)]);
        return;
    }
  }

  async #follow(connection: Connection, conversation: string): Promise<void> {
    await this.hub.followConversation(connection, conversation);
    this.presence.enter(connection.caller.id, conversation);
  }

  /** Name or role changed: what the sockets remember of their caller is read anew. */
  async #refresh(connections: Connection[]): Promise<void> {
    for (const connection of connections) {
      const { caller } = connection;
      if (caller.kind !== "account") continue;
      const answer = await dispatch(this.context, this.registry, { op: "account.get", input: {}, caller, door: "socket" });
      if (!answer.ok) continue;
      const account = answer.value as OwnAccount;
      const hides_presence = !account.settings.show_presence;
      connection.caller = { ...caller, name: account.display_name, role: account.role, hides_presence };
      this.presence.setHidden(caller.id, hides_presence);
    }
  }

  async #recheckSessions(): Promise<void> {
    const connections = [...this.hub.connections()];
    const active = await this.context.store.read.sessions.filterActive(
      connections.map((connection) => connection.caller.session),
      this.context.now(),
    );
    for (const connection of connections) if (!active.has(connection.caller.session)) connection.close("signed_out");
  }
}
