import { batch, signal } from "@preact/signals-core";
import type { ParlorEvent } from "#protocol/events.ts";
import type { Contact, FriendRequest } from "#protocol/objects/contact.ts";
import type { Output } from "#protocol/operations/index.ts";
import type { PeoplePresence } from "./presence-view.ts";

export type BlockedPerson = Output<"contact.blocked">["blocked"][number];

/** The personal lists of an account. They belong to the feed: whoever calls sees to the order of its revs. */
export class PeopleState {
  /** By name. Their presence is as it was when they were told; what it is now, `presence` knows. */
  readonly contacts = signal<readonly Contact[]>([]);
  /** In both directions, newest first. */
  readonly requests = signal<readonly FriendRequest[]>([]);
  /** Null until it is asked for, and again when it may have changed in a way that is not told. */
  readonly blocked = signal<readonly BlockedPerson[] | null>(null);

  constructor(private readonly presence: PeoplePresence) {}

  /** As they were kept on the disk: nobody is known to be here before the server says so. */
  load(contacts: readonly Contact[], requests: readonly FriendRequest[]): void {
    this.#set(contacts, requests);
    this.presence.change(contacts.map(({ person, last_seen_at }) => ({ id: person.id, state: "offline", last_seen_at })));
  }

  /** As the server has them now. */
  adopt(contacts: readonly Contact[], requests: readonly FriendRequest[]): void {
    this.#set(contacts, requests);
    this.blocked.value = null;
  }

  /** The next event of the feed; one about something else changes nothing. */
  apply({ event, data }: ParlorEvent): void {
    switch (event) {
      case "friend.requested":
        this.requests.value = [data.request, ...this.#requestsBut(data.request.id)];
        break;
      case "friend.closed":
        this.requests.value = this.#requestsBut(data.request);
        break;
      case "friend.accepted":
        batch(() => {
          this.requests.value = this.#requestsBut(data.request);
          this.#putContact(data.contact);
        });
        break;
      case "contact.changed":
        batch(() => this.#putContact(data.contact));
        break;
      case "contact.removed":
        batch(() => {
          this.contacts.value = this.#contactsBut(data.id);
          this.presence.change([{ id: data.id, state: "offline", last_seen_at: null }]);
        });
        break;
      case "block.changed":
        // Of a new one only the id is told.
        this.blocked.value = data.blocked ? null : (this.blocked.peek()?.filter(({ person }) => person.id !== data.id) ?? null);
        break;
    }
  }

  #set(contacts: readonly Contact[], requests: readonly FriendRequest[]): void {
    this.contacts.value = contacts.toSorted(byName);
    this.requests.value = requests;
  }

  #putContact(contact: Contact): void {
    const { person, presence: state, last_seen_at } = contact;
    this.contacts.value = [...this.#contactsBut(person.id), contact].sort(byName);
    this.presence.change([{ id: person.id, state, last_seen_at }]);
  }

  #contactsBut(id: string): Contact[] {
    return this.contacts.peek().filter(({ person }) => person.id !== id);
  }

  #requestsBut(id: string): FriendRequest[] {
    return this.requests.peek().filter((request) => request.id !== id);
  }
}

const byName = (a: Contact, b: Contact) => a.person.name.localeCompare(b.person.name);
