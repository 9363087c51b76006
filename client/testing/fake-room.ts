import type { ParlorEvent } from "#protocol/events.ts";
import type { AccountId, ConversationId, MessageId } from "#protocol/ids.ts";
import type { Conversation, ConversationChanges } from "#protocol/objects/conversation.ts";
import type { Message, Sender, TextMessage } from "#protocol/objects/message.ts";
import type { Input, Output } from "#protocol/operations/index.ts";

export interface FakePerson {
  id: AccountId;
  name: string;
}

/** One conversation as the server has it: messages by seq, changes by rev. */
export class FakeRoom {
  seq = 0;
  rev = 0;
  members = 3;
  readonly messages: Message[] = [];
  readonly readSeq = new Map<string, number>();
  /** Deltas above this many messages are resets. */
  deltaMax = 200;
  name: string;

  constructor(
    readonly id: ConversationId,
    name: string,
    private readonly now: () => number,
  ) {
    this.name = name;
  }

  append(by: FakePerson, text: string, mid = `mid-${this.id}-${this.seq + 1}`): TextMessage {
    const known = this.messages.find((message) => message.mid === mid && message.sender.id === by.id);
    if (known) return known as TextMessage;
    const sender: Sender = { kind: "account", id: by.id, name: by.name, picture: null };
    const message: TextMessage = {
      ...{
        id: `message-${this.id}-${this.seq + 1}` as MessageId,
        conversation: this.id,
        seq: ++this.seq,
        rev: ++this.rev,
        mid,
        sender,
      },
      ...{ reply_to: null, edited_at: null, deleted_at: null, created_at: this.now(), type: "text", body: { text } },
    };
    this.messages.push(message);
    return message;
  }

  change(seq: number, change: Partial<TextMessage>): Message {
    const index = this.messages.findIndex((message) => message.seq === seq);
    const changed = { ...this.messages[index], ...change, rev: ++this.rev } as Message;
    this.messages[index] = changed;
    return changed;
  }

  memberJoined(person: FakePerson): ParlorEvent {
    this.members++;
    const member = {
      person: { kind: "account" as const, id: person.id, username: person.name, name: person.name, picture: null },
      ...{ role: "member" as const, presence: "online" as const, joined_at: this.now() },
    };
    return { event: "member.joined", data: { conversation: this.id, rev: ++this.rev, member, member_count: this.members } };
  }

  rename(name: string): ParlorEvent {
    this.name = name;
    const settings = { id: this.id, kind: "room" as const, encrypted: false, name, room: null, created_at: 0 };
    return { event: "conversation.changed", data: { conversation: this.id, rev: ++this.rev, settings } };
  }

  unread(person: FakePerson): number {
    const read = this.readSeq.get(person.id) ?? 0;
    return this.messages.filter(({ seq, sender, deleted_at }) => seq > read && sender.id !== person.id && !deleted_at).length;
  }

  shownTo(person: FakePerson): Conversation {
    return {
      ...{
        id: this.id,
        kind: "room",
        encrypted: false,
        name: this.name,
        room: null,
        created_at: 0,
        seq: this.seq,
        rev: this.rev,
      },
      ...{ member_count: this.members, online_count: 1, role: "member", read_seq: this.readSeq.get(person.id) ?? 0 },
      ...{ unread: this.unread(person), last_message: this.messages.at(-1) ?? null },
    };
  }

  changesAfter(rev: number): ConversationChanges {
    const messages = this.messages.filter((message) => message.rev > rev).sort((a, b) => a.rev - b.rev);
    if (rev > this.rev || messages.length > this.deltaMax) return { kind: "reset", rev: this.rev };
    return { kind: "delta", rev: this.rev, messages };
  }

  history({ before_seq, after_seq, around_seq, limit = 50 }: Input<"conversation.history">): Output<"conversation.history"> {
    const last = this.messages.length;
    const max = Math.min(Number(limit), last);
    let start = last - max;
    if (before_seq !== undefined) start = Math.max(0, Number(before_seq) - 1 - max);
    else if (after_seq !== undefined) start = Number(after_seq);
    else if (around_seq !== undefined) start = Math.min(last - max, Math.max(0, Number(around_seq) - 1 - Math.floor(max / 2)));
    const end = before_seq === undefined ? Math.min(last, start + max) : Number(before_seq) - 1;
    return { messages: this.messages.slice(start, end), has_before: start > 0, has_after: end < this.messages.length };
  }
}
