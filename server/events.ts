import type { EventData, EventName, ParlorEvent } from "#protocol/events.ts";

/** Events of a personal feed or of one person's devices: they name whose. */
type PersonalEventName =
  | "friend.requested"
  | "friend.closed"
  | "friend.accepted"
  | "contact.changed"
  | "contact.removed"
  | "block.changed"
  | "presence.changed"
  | "conversation.added"
  | "conversation.removed"
  | "account.changed"
  | "receipt.changed"
  | "session.revoked"
  | "notice";

type SharedEventName = Exclude<EventName, PersonalEventName | LocalEventName>;

/** Sent by a node to its own sockets, never through the bus. */
type LocalEventName = "sync.lost";

/** An event as operations emit it. The owner of a personal event is part of what happened, not a choice of recipients. */
export type DomainEvent =
  | { [N in SharedEventName]: { event: N; data: EventData<N> } }[SharedEventName]
  | { [N in PersonalEventName]: { event: N; data: EventData<N>; owner: string } }[PersonalEventName];

/** Bus and socket topics. */
export const topics = {
  conversation: (id: string) => `conversation:${id}`,
  person: (id: string) => `person:${id}`,
};

/** The one place that decides who hears of an event. */
export function audienceOf(event: DomainEvent): string {
  switch (event.event) {
    case "message.created":
    case "message.changed":
    case "messages.purged":
      return topics.conversation(event.data.conversation);
    case "member.joined":
    case "member.changed":
    case "member.left":
    case "conversation.changed":
    case "typing.changed":
    case "conversation.presence":
      return topics.conversation(event.data.conversation);
    case "presence.changed":
    case "friend.requested":
    case "friend.closed":
    case "friend.accepted":
    case "contact.changed":
    case "contact.removed":
    case "block.changed":
    case "conversation.added":
    case "conversation.removed":
    case "account.changed":
    case "receipt.changed":
    case "session.revoked":
    case "notice":
      return topics.person(event.owner);
  }
}

/** The rev that orders an event within its conversation, or null for passing and personal events. */
export function revOf(event: DomainEvent): number | null {
  return "rev" in event.data ? event.data.rev : null;
}

/** The event as clients receive it: without what only the server needs. */
export function toWire(event: DomainEvent): ParlorEvent {
  return { event: event.event, data: event.data } as ParlorEvent;
}
