import type { Bus } from "../bus/bus.ts";
import { topics } from "../events.ts";
import type { Connection } from "./connection.ts";
import { Joiner } from "./joiner.ts";
import { Sequencer } from "./sequencer.ts";

/** A conversation with at least one follower on this node. */
interface Topic {
  followers: number;
  readonly subscribed: Promise<void>;
  readonly joiner: Joiner;
  readonly sequencer: Sequencer;
}

/**
 * A person with at least one socket here that follows their own feed. Nothing is put in order: two nodes seldom change the
 * same person's feed in one moment, and a client that sees a feed_rev ahead of its turn resumes. Nothing to join or to
 * publish either: it is a frame now and then for a socket or two. There is one for each socket, so it is kept this small.
 */
interface Feed {
  followers: number;
  readonly subscribed: Promise<void>;
}

/** Encodes what travels on the bus: the rev that orders it (or nothing), then the frame as clients get it. */
export function encodePayload(rev: number | null, frame: string): string {
  return `${rev ?? ""}\n${frame}`;
}

function decodePayload(payload: string): { rev: number | null; frame: string } {
  const end = payload.indexOf("\n");
  return { rev: end === 0 ? null : Number(payload.slice(0, end)), frame: payload.slice(end + 1) };
}

/**
 * Which sockets of this node follow what, and the way from the bus to them. A topic is subscribed on the bus while somebody
 * here follows it. Delivery to the followers of a conversation is Bun's native publish: the bytes are made once.
 */
export class Hub {
  readonly #topics = new Map<string, Topic>();
  readonly #feeds = new Map<string, Feed>();
  /** Lists, because nearly everybody has one socket, and a set of one takes much more memory. */
  readonly #byPerson = new Map<string, Connection[]>();
  readonly #all = new Set<Connection>();
  /** Events that came for sockets of this node, and how often one of them was meant for a socket. */
  events = 0;
  deliveries = 0;
  /** Writes to sockets that carried them: fewer, where events were joined. */
  writes = 0;

  constructor(
    private readonly bus: Bus,
    private readonly publish: (topic: string, packet: string) => void,
  ) {}

  get size(): number {
    return this.#all.size;
  }

  /** Conversations and people that somebody here follows. */
  get topicCount(): number {
    return this.#topics.size + this.#feeds.size;
  }

  connections(): Iterable<Connection> {
    return this.#all;
  }

  /** Oldest first. */
  ofPerson(person: string): readonly Connection[] {
    return this.#byPerson.get(person) ?? [];
  }

  add(connection: Connection): void {
    this.#all.add(connection);
    const siblings = this.#byPerson.get(connection.caller.id);
    if (siblings) siblings.push(connection);
    else this.#byPerson.set(connection.caller.id, [connection]);
  }

  /** Forgets a closed socket. */
  remove(connection: Connection): void {
    if (!this.#all.delete(connection)) return;
    if (connection.followsFeed) this.#releaseFeed(connection.caller.id);
    for (const conversation of connection.following) this.#release(topics.conversation(conversation));
    connection.following.clear();
    const siblings = (this.#byPerson.get(connection.caller.id) ?? []).filter((sibling) => sibling !== connection);
    if (siblings.length > 0) this.#byPerson.set(connection.caller.id, siblings);
    else this.#byPerson.delete(connection.caller.id);
  }

  /** The person's own feed. Resolves once events published anywhere from now on arrive at this socket. */
  async followFeed(connection: Connection): Promise<void> {
    if (connection.followsFeed) return;
    connection.followsFeed = true;
    const person = connection.caller.id;
    const known = this.#feeds.get(person);
    if (known) {
      known.followers++;
      return known.subscribed;
    }
    const subscribed = this.bus.subscribe(topics.person(person), (payload) => this.#receivePersonal(person, payload));
    this.#feeds.set(person, { followers: 1, subscribed });
    return subscribed;
  }

  async followConversation(connection: Connection, conversation: string): Promise<void> {
    if (connection.following.has(conversation) || !this.#all.has(connection)) return;
    connection.following.add(conversation);
    await this.#acquire(connection, topics.conversation(conversation));
  }

  unfollowConversation(connection: Connection, conversation: string): void {
    if (!connection.following.delete(conversation)) return;
    connection.socket?.unsubscribe(topics.conversation(conversation));
    this.#release(topics.conversation(conversation));
  }

  /** A reader saw the conversation at this rev: earlier events are behind it. */
  startAt(conversation: string, rev: number): void {
    this.#topics.get(topics.conversation(conversation))?.sequencer.startAt(rev);
  }

  /** The same frame to every socket of this node. */
  broadcastLocally(frame: string): void {
    for (const connection of this.#all) connection.send(frame);
  }

  /** Sends what busy topics still gather, before a node goes away. */
  flush(): void {
    for (const topic of this.#topics.values()) topic.joiner.flush();
  }

  async #acquire(connection: Connection, name: string): Promise<void> {
    connection.socket?.subscribe(name);
    const known = this.#topics.get(name);
    if (known) {
      known.followers++;
      return known.subscribed;
    }
    const joiner = new Joiner((packet) => {
      this.writes += topic.followers;
      this.publish(name, packet);
    });
    const topic: Topic = {
      followers: 1,
      joiner,
      sequencer: new Sequencer((frame) => joiner.push(frame)),
      subscribed: this.bus.subscribe(name, (payload) => this.#receive(name, payload)),
    };
    this.#topics.set(name, topic);
    return topic.subscribed;
  }

  #release(name: string): void {
    const topic = this.#topics.get(name);
    if (!topic || --topic.followers > 0) return;
    topic.joiner.flush();
    topic.sequencer[Symbol.dispose]();
    this.#topics.delete(name);
    // The next follower subscribes anew only after this has been asked for, and the bus keeps the order of the two.
    void this.bus.unsubscribe(name);
  }

  #releaseFeed(person: string): void {
    const feed = this.#feeds.get(person);
    if (!feed || --feed.followers > 0) return;
    this.#feeds.delete(person);
    void this.bus.unsubscribe(topics.person(person));
  }

  #receive(name: string, payload: string): void {
    const topic = this.#topics.get(name);
    if (!topic) return;
    this.events++;
    this.deliveries += topic.followers;
    const { rev, frame } = decodePayload(payload);
    if (rev === null) topic.joiner.push(frame);
    else topic.sequencer.push(rev, frame);
  }

  #receivePersonal(person: string, payload: string): void {
    const { frame } = decodePayload(payload);
    this.events++;
    for (const connection of this.ofPerson(person)) {
      if (!connection.followsFeed) continue;
      this.deliveries++;
      this.writes++;
      connection.send(frame);
    }
  }
}
