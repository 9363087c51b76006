import { computed, type ReadonlySignal } from "@preact/signals-core";
import type { PersonId } from "#protocol/ids.ts";
import type { Contact, FriendRequest, Relation } from "#protocol/objects/contact.ts";
import type { Input, OperationName, Output } from "#protocol/operations/index.ts";
import type { Face, Faces } from "./people-faces.ts";
import type { BlockedPerson, PeopleState } from "./people-state.ts";
import type { PresenceView } from "./presence-view.ts";
import { ok, type Result } from "./result.ts";
import type { Self } from "./self.ts";

/** Everybody an account has to do with. Kept live; what is done about people are operations, whose events change these lists. */
export interface People {
  /** By name, with their presence as it is now. */
  readonly contacts: ReadonlySignal<readonly Contact[]>;
  /** Requests to answer, newest first. */
  readonly incoming: ReadonlySignal<readonly FriendRequest[]>;
  /** Requests that wait for the other side, newest first. */
  readonly outgoing: ReadonlySignal<readonly FriendRequest[]>;
  /** Null until `loadBlocked` has been called, and again when it should be. */
  readonly blocked: ReadonlySignal<readonly BlockedPerson[] | null>;
  loadBlocked(): Promise<Result<void>>;
  /** What the lists say that this person is to the account; null when they say nothing. Reads signals. */
  relationTo(person: PersonId): Exclude<Relation, "none"> | null;
  /** Name and picture that somebody has now, or null when nothing is known. Reads signals. */
  face(person: PersonId): Face | null;
}

interface PeopleDependencies {
  workspace: ReadonlySignal<{ readonly people: PeopleState; readonly faces: Faces } | null>;
  self: ReadonlySignal<Self | null>;
  presence: PresenceView;
  call<N extends OperationName>(name: N, input: Input<N>): Promise<Result<Output<N>>>;
}

const none: readonly never[] = [];

export class KnownPeople implements People {
  readonly contacts: People["contacts"];
  readonly incoming: People["incoming"];
  readonly outgoing: People["outgoing"];
  readonly blocked: People["blocked"];

  constructor(private readonly dependencies: PeopleDependencies) {
    const { workspace, presence } = dependencies;
    const requests = computed(() => workspace.value?.people.requests.value ?? none);
    this.incoming = computed(() => requests.value.filter(({ direction }) => direction === "incoming"));
    this.outgoing = computed(() => requests.value.filter(({ direction }) => direction === "outgoing"));
    this.blocked = computed(() => workspace.value?.people.blocked.value ?? null);
    this.contacts = computed(() =>
      (workspace.value?.people.contacts.value ?? none).map((contact) => ({
        ...contact,
        presence: presence.of(contact.person.id).value,
        last_seen_at: presence.lastSeen(contact.person.id).value,
      })),
    );
  }

  async loadBlocked(): Promise<Result<void>> {
    const workspace = this.dependencies.workspace.peek();
    const answer = await this.dependencies.call("contact.blocked", {});
    if (!answer.ok) return answer;
    if (workspace) workspace.people.blocked.value = answer.value.blocked;
    return ok(undefined);
  }

  relationTo(person: PersonId): Exclude<Relation, "none"> | null {
    const isThem = (entry: { person: { id: PersonId } }) => entry.person.id === person;
    if (this.dependencies.self.value?.id === person) return "self";
    if (this.blocked.value?.some(isThem)) return "blocked";
    if (this.dependencies.workspace.value?.people.contacts.value.some(isThem)) return "contact";
    if (this.incoming.value.some(isThem)) return "requesting";
    return this.outgoing.value.some(isThem) ? "requested" : null;
  }

  face(person: PersonId): Face | null {
    return this.dependencies.workspace.value?.faces.of(person).value ?? null;
  }
}
