import { batch, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { ParlorEvent } from "#protocol/events.ts";
import type { PersonId } from "#protocol/ids.ts";
import type { Message, Sender } from "#protocol/objects/message.ts";
import type { OperationName, Output } from "#protocol/operations/index.ts";

/** What somebody is recognised by. An empty name: the account is deleted. */
export interface Face {
  readonly name: string;
  /** Address of the small picture; null for the generated one. */
  readonly picture: string | null;
}

interface Seen {
  id: PersonId;
  name: string;
  picture?: string | null;
}

/**
 * The name and picture everybody has now. The server tells both with whatever it says of a person, as they are at that moment;
 * so what was said last holds, also for older messages that were told with a former name or picture.
 */
export class Faces {
  readonly #faces = new Map<PersonId, Signal<Face | null>>();

  /** Null for whom nothing has been heard of. The same signal each time. */
  of(person: PersonId): ReadonlySignal<Face | null> {
    return this.#signal(person);
  }

  /** From what an event says. */
  hear({ event, data }: ParlorEvent): void {
    switch (event) {
      case "message.created":
      case "message.changed":
        return this.#learn(sendersOf([data]));
      case "messages.purged":
        return this.#learn([{ id: data.sender, name: "" }]);
      case "member.joined":
      case "member.changed":
        return this.#learn([data.member.person]);
      case "friend.requested":
        return this.#learn([data.request.person]);
      case "friend.accepted":
      case "contact.changed":
        return this.#learn([data.contact.person]);
      case "conversation.added":
        return this.#learn(sendersOf([data.conversation.last_message]));
    }
  }

  /** From what an answer says; most say nothing of people. */
  read(op: OperationName, answer: unknown): void {
    const read = readers[op] as ((answer: unknown) => readonly Seen[]) | undefined;
    if (read) this.#learn(read(answer));
  }

  /** From messages that were kept on the disk, which may be older than what is known by now. */
  suppose(messages: readonly Message[]): void {
    this.#learn(sendersOf(messages).filter(({ id }) => this.#signal(id).peek() === null));
  }

  #learn(people: readonly Seen[]): void {
    batch(() => {
      for (const { id, name, picture = null } of people) {
        const face = this.#signal(id);
        const known = face.peek();
        if (known?.name !== name || known.picture !== picture) face.value = { name, picture };
      }
    });
  }

  #signal(person: PersonId): Signal<Face | null> {
    const face = this.#faces.get(person) ?? signal<Face | null>(null);
    this.#faces.set(person, face);
    return face;
  }
}

const personOf = <P>({ person }: { person: P }): P => person;

/** Where answers speak of people. */
const readers: { [N in OperationName]?: (answer: Output<N>) => readonly Seen[] } = {
  "conversation.history": ({ messages }) => sendersOf(messages),
  "message.get_changes": (changes) => (changes.kind === "delta" ? sendersOf(changes.messages) : []),
  "conversation.get": ({ last_message }) => sendersOf([last_message]),
  "conversation.members": ({ members }) => members.map(personOf),
  "user.search": ({ users }) => users.map(personOf),
  "user.get": ({ person }) => [person],
  "contact.list": ({ contacts }) => contacts.map(personOf),
  "contact.blocked": ({ blocked }) => blocked.map(personOf),
  "sync.resume": ({ conversations, contacts, friend_requests }) => [
    ...sendersOf(conversations.map(({ conversation }) => conversation.last_message)),
    ...conversations.flatMap(({ changes }) => (changes?.kind === "delta" ? sendersOf(changes.messages) : [])),
    ...(contacts ?? []).map(personOf),
    ...(friend_requests ?? []).map(personOf),
  ],
};

function sendersOf(messages: readonly (Message | null)[]): Seen[] {
  return messages.flatMap((message) => (message && isPerson(message.sender) ? [message.sender] : []));
}

const isPerson = (sender: Sender): sender is Exclude<Sender, { kind: "system" }> => sender.kind !== "system";
