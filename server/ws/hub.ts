import type { Bus } from "../bus/bus.ts";
import { topics } from "../events.ts";
import type { Connection } from "./connection.ts";
import { Joiner } from "./joiner.ts";
import { Sequencer } from "./sequencer.ts";

/** One topic with at least one follower on this node. */
interface Topic {
  followers: number;
  readonly subscribed: Promise<void>;
  readonly joiner: Joiner;
  /** Personal feeds have none: only one node writes a person's change at a time, and clients see gaps by feed_rev. */
  readonly sequencer: Sequencer | null;
}

/** Encodes what travels on the bus: the rev that orders it (or nothing), then the frame as clients get it. */
export function encodePayload(rev: number | null, frame: string): string {
  return `${rev ?? ""}\n${frame}`;
}

/**
 * Which sockets of this node follow which topics, and the way from the bus to them. A topic is subscribed on the bus while
 * somebody here follows it. Delivery to the followers is Bun's native publish: the bytes are made once.
 */
export class Hub {
  readonly #topics = new Map<string, Topic>();
  readonly #byPerson = new Map<string, Set<Connection>>();
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
    return this.#topics.size;
  }

  connections(): Iterable<Connection> {
    return this.#all;
  }

  ofPerson(person: string): Iterable<Connection> {
    return this.#byPerson.get(person) ?? [];
  }

  /** True when the person had no socket here before. */
  add(connection: Connection): boolean {
    this.#all.add(connection);
    const siblings = this.#byPerson.get(connection.caller.id);
    if (siblings) siblings.add(connection);
    else this.#byPerson.set(connection.caller.id, new Set([connection]));
    return !siblings;
  }

  /** Forgets a closed socket. True when it was the person's last one here. */
  remove(connection: Connection): boolean {
    if (!this.#all.delete(connection)) return false;
    if (connection.followsFeed) this.#release(topics.person(connection.caller.id));
    for (const conversation of connection.following) this.#release(topics.conversation(conversation));
    connection.following.clear();
    const siblings = this.#byPerson.get(connection.caller.id);
    siblings?.delete(connection);
    if (siblings?.size !== 0) return false;
    this.#byPerson.delete(connection.caller.id);
    return true;
  }

  /** The person's own feed. Resolves once events published anywhere from now on arrive at this socket. */
  async followFeed(connection: Connection): Promise<void> {
    if (connection.followsFeed) return;
    connection.followsFeed = true;
    await this.#acquire(connection, topics.person(connection.caller.id), false);
  }

  async followConversation(connection: Connection, conversation: string): Promise<void> {
    if (connection.following.has(conversation) || !this.#all.has(connection)) return;
    connection.following.add(conversation);
    await this.#acquire(connection, topics.conversation(conversation), true);
  }

  unfollowConversation(connection: Connection, conversation: string): void {
    if (!connection.following.delete(conversation)) return;
    connection.socket?.unsubscribe(topics.conversation(conversation));
    this.#release(topics.conversation(conversation));
  }

  /** A reader saw the conversation at this rev: earlier events are behind it. */
  startAt(conversation: string, rev: number): void {
    this.#topics.get(topics.conversation(conversation))?.sequencer?.startAt(rev);
  }

  /** The same frame to every socket of this node. */
  broadcastLocally(frame: string): void {
    for (const connection of this.#all) connection.send(frame);
  }

  /** Sends what busy topics still gather, before a node goes away. */
  flush(): void {
    for (const topic of this.#topics.values()) topic.joiner.flush();
  }

  async #acquire(connection: Connection, name: string, ordered: boolean): Promise<void> {
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
      sequencer: ordered ? new Sequencer((frame) => joiner.push(frame)) : null,
      subscribed: this.bus.subscribe(name, (payload) => this.#receive(name, payload)),
    };
    this.#topics.set(name, topic);
    return topic.subscribed;
  }

  #release(name: string): void {
    const topic = this.#topics.get(name);
    if (!topic || --topic.followers > 0) return;
    topic.joiner.flush();
    topic.sequencer?.[Symbol.dispose]();
    this.#topics.delete(name);
    // The next follower subscribes anew only after this has been asked for, and the bus keeps the order of the two.
    void this.bus.unsubscribe(name);
  }

  #receive(name: string, payload: string): void {
    const topic = this.#topics.get(name);
    if (!topic) return;
    this.events++;
    this.deliveries += topic.followers;
    const end = payload.indexOf("\n");
    const frame = payload.slice(end + 1);
    if (end === 0 || !topic.sequencer) topic.joiner.push(frame);
    else topic.sequencer.push(Number(payload.slice(0, end)), frame);
  }
}
