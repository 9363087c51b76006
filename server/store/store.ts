import type { AccountId, ConversationId, FriendRequestId, GuestId, MessageId, PersonId, SessionId } from "#protocol/ids.ts";
import type { PasswordKdf } from "#protocol/objects/account.ts";
import type { ConversationKind, MemberRole } from "#protocol/objects/conversation.ts";
import type { Message, Notice } from "#protocol/objects/message.ts";
import type { ServerRole } from "#protocol/objects/person.ts";
import type { Settings } from "#protocol/objects/settings.ts";

/**
 * Where everything durable lives. Two engines, one contract suite. Guarantees:
 * - `write` runs one transaction and resolves only after its commit is flushed to disk; a throw rolls all of it back.
 *   Inside `work` await nothing but the tables handed to it, and let their errors pass. Writers of one conversation are
 *   put in order by its row.
 * - `append` is the hot way for sends: many calls share one transaction and one flush, each still succeeds or fails alone,
 *   and it resolves only after the flush. `seq` and `rev` of a conversation stay gapless with any number of nodes.
 * - `read` sees every write that has resolved.
 */
export interface Store {
  readonly engine: "sqlite" | "postgres";
  readonly read: Tables;
  write<T>(work: (tables: Tables) => Promise<T>): Promise<T>;
  append(message: NewMessage): Promise<AppendOutcome>;
  /** Resolves when the database answers, rejects when it does not. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface Tables {
  readonly accounts: AccountTable;
  readonly sessions: SessionTable;
  readonly conversations: ConversationTable;
  readonly members: MemberTable;
  readonly messages: MessageTable;
  readonly rooms: RoomTable;
  readonly guests: GuestTable;
  readonly bans: BanTable;
  readonly friendRequests: FriendRequestTable;
  readonly contacts: ContactTable;
  readonly blocks: BlockTable;
}

export interface AccountRow {
  id: AccountId;
  username: string;
  display_name: string;
  email: string | null;
  role: ServerRole;
  /** bcrypt hash of the derived authentication key. */
  auth_hash: string;
  kdf: PasswordKdf;
  /** Why it cannot be used, or null. */
  blocked_at: number | null;
  /** Asleep by the owner's wish: signed out, found by nobody. */
  deactivated_at: number | null;
  bio: string;
  /** `YYYY-MM-DD`. */
  birth_date: string | null;
  visibility: "public" | "private";
  /** Blobs of the picture in its two sizes. */
  picture: string | null;
  picture_small: string | null;
  settings: Settings;
  totp: Totp | null;
  feed_rev: number;
  created_at: number;
  last_seen_at: number | null;
}

/** The second factor (RFC 6238). */
export interface Totp {
  /** Sealed with the server's key. */
  secret: string;
  /** Null while it is being set up and does not count yet. */
  confirmed_at: number | null;
  /** Time step of the last code that was accepted, so that none counts twice. */
  last_step: number;
  /** SHA-256 of the recovery codes that are left. */
  recovery: string[];
}

export interface AccountTable {
  /** Unique by folded username and folded e-mail; checked by the database, so safe against races. */
  insert(row: AccountRow): Promise<"inserted" | "username_taken" | "email_taken">;
  /** True while there is no account. Cheap, however many there are. */
  isEmpty(): Promise<boolean>;
  /**
   * As `isEmpty`, and when true holds back every other write that asks until this one has ended, so that of many
   * registrations at once exactly one is the first.
   */
  claimFirst(): Promise<boolean>;
  /**
   * Holds these rows until the transaction ends: another write that asks for one of them waits, and reads what this one
   * has committed. Whatever decides by an account what to write asks for it first.
   */
  lock(ids: readonly string[]): Promise<void>;
  get(id: AccountId): Promise<AccountRow | null>;
  getMany(ids: readonly string[]): Promise<AccountRow[]>;
  /** By username or e-mail address, in any letter case. */
  findByLogin(login: string): Promise<AccountRow | null>;
  update(
    id: AccountId,
    patch: Partial<Omit<AccountRow, "id" | "username" | "feed_rev" | "created_at">>,
  ): Promise<"updated" | "email_taken">;
  /**
   * Whom `viewer` may find: part of the name of public accounts, the exact username of all. Whoever has blocked them is
   * found as a private account is.
   */
  search(options: { q: string; viewer: AccountId; limit: number }): Promise<AccountRow[]>;
  /** Whether any account still shows this blob. */
  usesPicture(hash: string): Promise<boolean>;
  countAdmins(): Promise<number>;
  /** Deletes every row that speaks of the account, and its name where it stands in rows of others; messages are emptied before. */
  purge(id: AccountId): Promise<void>;
  /** When these people were last here. */
  setLastSeen(ids: readonly string[], at: number): Promise<void>;
  /** Next rev of the personal feed, returned. */
  nextFeedRev(id: string): Promise<number>;
  /** The same for many at once, whose rows are held already. */
  nextFeedRevs(ids: readonly string[]): Promise<Map<string, number>>;
}

export interface SessionRow {
  id: SessionId;
  person_kind: "account" | "guest";
  person_id: PersonId;
  /** SHA-256 of the current refresh token, base64url; and of the one before it, to notice reuse. */
  refresh_hash: string;
  previous_refresh_hash: string | null;
  user_agent: string;
  address: string;
  created_at: number;
  used_at: number;
  expires_at: number;
  revoked_at: number | null;
}

export interface SessionTable {
  insert(row: SessionRow): Promise<void>;
  get(id: SessionId): Promise<SessionRow | null>;
  /** Moves the current hash to previous. False when `from` is no longer the current one (somebody else was first). */
  rotate(
    id: SessionId,
    change: { from: string; to: string; address: string; used_at: number; expires_at: number },
  ): Promise<boolean>;
  /** Neither revoked nor expired, last used first. */
  listActive(person: PersonId, now: number): Promise<SessionRow[]>;
  /** The one used last, also if it has ended. */
  last(person: PersonId): Promise<SessionRow | null>;
  /** Those of the given sessions that are neither revoked nor expired. */
  filterActive(ids: readonly string[], now: number): Promise<Set<string>>;
  revoke(id: SessionId, at: number): Promise<boolean>;
  /** Revokes all active sessions of a person but `except`; returns their ids. */
  revokeAll(person: PersonId, at: number, except?: SessionId): Promise<SessionId[]>;
  touch(id: SessionId, change: { used_at: number; address: string }): Promise<void>;
  /** Deletes up to `limit` of those that were revoked or had expired by then; says how many. */
  removeEnded(by: number, limit: number): Promise<number>;
}

export interface ConversationRow {
  id: ConversationId;
  kind: ConversationKind;
  name: string;
  seq: number;
  rev: number;
  member_count: number;
  /** Seconds a plain member waits between two messages; 0 is off. */
  slow_mode_s: number;
  created_at: number;
}

export interface ConversationTable {
  /** A second lobby is not made: the first stays, so that nodes which start together agree on it. */
  insert(row: Pick<ConversationRow, "id" | "kind" | "name" | "created_at">): Promise<void>;
  get(id: ConversationId): Promise<ConversationRow | null>;
  getMany(ids: readonly string[]): Promise<ConversationRow[]>;
  /**
   * As `get`, and takes the conversation's row lock: what is read of it and its members afterwards stays so until this
   * transaction has ended. The gate of every change that depends on who is what in it.
   */
  lock(id: ConversationId): Promise<ConversationRow | null>;
  /** The server's one lobby. */
  lobby(): Promise<ConversationRow | null>;
  /** Takes the conversation's row lock and its next rev, which it returns. */
  nextRev(id: ConversationId): Promise<number>;
  update(id: ConversationId, change: Partial<Pick<ConversationRow, "name" | "slow_mode_s">>): Promise<void>;
  /** Deletes the conversation with everything in it; false when it was gone already. */
  remove(id: ConversationId): Promise<boolean>;
}

export interface MemberRow {
  conversation_id: ConversationId;
  person_id: PersonId;
  person_kind: "account" | "guest";
  role: MemberRole;
  joined_at: number;
  /** The member sees messages above this seq. */
  history_from_seq: number;
  read_seq: number;
}

/** A member with what is needed to show them. */
export interface ShownMember extends MemberRow {
  username: string | null;
  name: string;
  last_seen_at: number | null;
  /** Blob of the small picture. */
  picture: string | null;
}

export interface MemberTable {
  /** Counts the member in; false when they are one already. */
  add(row: MemberRow): Promise<boolean>;
  /** Every account that is not in it yet, with everything read; nobody is told. */
  addEveryAccount(conversation: ConversationId, at: number): Promise<void>;
  /** Counts the member out; false when they are none. */
  remove(conversation: ConversationId, person: PersonId): Promise<boolean>;
  /** Everybody; nobody is told. */
  removeAll(conversation: ConversationId): Promise<void>;
  get(conversation: ConversationId, person: PersonId): Promise<MemberRow | null>;
  /** Every conversation of a person, last active first. */
  listFor(person: PersonId): Promise<{ member: MemberRow; conversation: ConversationRow }[]>;
  /** By name, then id; `after` is the last of the page before. */
  page(conversation: ConversationId, options: { after?: { name: string; id: string }; limit: number }): Promise<ShownMember[]>;
  getMany(conversation: ConversationId, people: readonly string[]): Promise<ShownMember[]>;
  /** Those of the given people who are members. */
  filterMembers(conversation: ConversationId, people: readonly string[]): Promise<Set<string>>;
  setRole(conversation: ConversationId, person: PersonId, role: MemberRole): Promise<void>;
  hasOwner(conversation: ConversationId): Promise<boolean>;
  /** Who would own the room next: the longest-standing moderator, else the longest-standing account; never a guest. */
  successor(conversation: ConversationId): Promise<MemberRow | null>;
  ids(conversation: ConversationId): Promise<Pick<MemberRow, "person_id" | "person_kind">[]>;
  /** Moves forward only, never beyond the conversation's seq; returns where it stands now. */
  markRead(conversation: ConversationId, person: PersonId, seq: number): Promise<number>;
}

export interface NewMessage {
  id: MessageId;
  conversation_id: ConversationId;
  mid: string;
  sender_kind: "account" | "guest" | "system";
  /** Null for the system. */
  sender_id: PersonId | null;
  type: "text" | "system";
  body: { text: string } | { notice: Notice };
  reply_to: MessageId | null;
  created_at: number;
}

/**
 * `appended`: committed now. `repeated`: this sender's mid was committed before, with these values.
 * `not_a_member`, `reply_not_found`, `slow_mode`: refused, nothing written. Membership is checked in the same transaction.
 */
export type AppendOutcome =
  | { kind: "appended" | "repeated"; id: MessageId; seq: number; rev: number; created_at: number }
  | { kind: "not_a_member" }
  | { kind: "reply_not_found" }
  | { kind: "slow_mode"; retry_after_ms: number };

export interface MessageTable {
  /** The same as `Store.append`, inside a transaction with other changes. A system message needs no membership. */
  append(message: NewMessage): Promise<AppendOutcome>;
  get(id: MessageId): Promise<Message | null>;
  /** In order of seq, all above `from_seq`; one of before, after, around, or none for the latest. */
  history(
    conversation: ConversationId,
    options: { before?: number; after?: number; around?: number; limit: number; from_seq: number },
  ): Promise<{ messages: Message[]; has_before: boolean; has_after: boolean }>;
  /** By rev; at most `limit`. */
  changedAfter(conversation: ConversationId, rev: number, options: { limit: number; from_seq: number }): Promise<Message[]>;
  /** Empties all messages of a sender in a conversation, and takes their name out of its notices; false when there are none. */
  purgeSender(conversation: ConversationId, sender: PersonId, change: { rev: number; at: number }): Promise<boolean>;
  /** Where a person has ever been a member, and so may have written or be named in a notice. */
  conversationsOf(person: PersonId): Promise<ConversationId[]>;
  /** A sender's messages in a stretch of a conversation, all of which is looked through; in order of seq. */
  bySender(conversation: ConversationId, sender: PersonId, stretch: { after_seq: number; up_to_seq: number }): Promise<Message[]>;
  /** Messages of others, not system and not deleted, above `after`; stops counting at `cap`. */
  countUnread(conversation: ConversationId, person: PersonId, after: number, cap: number): Promise<number>;
  /** The latest message of each conversation. */
  last(conversations: readonly string[]): Promise<Map<string, Message>>;
}

/** What a room has beside what every conversation has. */
export interface RoomRow {
  conversation_id: ConversationId;
  code: string;
  description: string;
  /** bcrypt hash of the room's password. */
  password_hash: string | null;
  retention: "persistent" | "session";
  history_from: "start" | "join";
  guests: boolean;
  listed: boolean;
  locked: boolean;
  /** Since when nobody has been in a session room; null while somebody is. */
  empty_since: number | null;
}

export interface RoomTable {
  /** False when the code is taken. */
  insert(row: RoomRow): Promise<boolean>;
  get(conversation: ConversationId): Promise<RoomRow | null>;
  getMany(conversations: readonly string[]): Promise<RoomRow[]>;
  findByCode(code: string): Promise<RoomRow | null>;
  update(conversation: ConversationId, change: Partial<Omit<RoomRow, "conversation_id" | "code">>): Promise<void>;
  /** False when the code is taken. */
  setCode(conversation: ConversationId, code: string): Promise<boolean>;
  /** Listed, not locked and not without members, most members first; `q` is part of the name, literally. */
  listed(options: {
    q?: string | undefined;
    after?: { member_count: number; id: string } | undefined;
    limit: number;
  }): Promise<{ room: RoomRow; name: string; member_count: number }[]>;
  sessionRooms(): Promise<Pick<RoomRow, "conversation_id" | "empty_since">[]>;
}

export interface GuestRow {
  id: GuestId;
  room_id: ConversationId;
  name: string;
  created_at: number;
  expires_at: number;
}

export interface GuestTable {
  insert(row: GuestRow): Promise<void>;
  get(id: GuestId): Promise<GuestRow | null>;
  /** Whether a name equals or looks like a member's in the room, any account's username, or a reserved name. */
  isNameTaken(room: ConversationId, name: string): Promise<boolean>;
  /** They have come back: their time begins anew. */
  prolong(id: GuestId, expires_at: number): Promise<void>;
  /** Guests whose time is up and who are still members; their rows stay, for the names at their messages. */
  expired(now: number, limit: number): Promise<GuestRow[]>;
  /** False when they are no guest any more; another write that asks waits until this one has ended. */
  claim(id: GuestId): Promise<boolean>;
  /** The account of the same id exists: messages, memberships and sessions of the guest become its own. */
  becomeAccount(id: GuestId): Promise<void>;
}

export interface BanRow {
  id: string;
  conversation_id: ConversationId;
  kind: "account" | "guest" | "address";
  /** The person's id or the network address. */
  value: string;
  /** Whom it is about, also when it holds for an address they came from. */
  person_id: PersonId;
  name: string;
  /** Null, and the name empty, when the account is deleted. */
  by_id: PersonId | null;
  by_name: string;
  created_at: number;
}

export interface BanTable {
  insert(row: BanRow): Promise<void>;
  list(conversation: ConversationId): Promise<BanRow[]>;
  isBanned(conversation: ConversationId, who: { person: string | null; address: string }): Promise<boolean>;
  remove(conversation: ConversationId, id: string): Promise<boolean>;
}

export interface FriendRequestRow {
  id: FriendRequestId;
  from_id: AccountId;
  to_id: AccountId;
  state: "pending" | "accepted" | "rejected" | "cancelled";
  /** The one asked never sees it. */
  hidden: boolean;
  created_at: number;
  answered_at: number | null;
}

export interface FriendRequestTable {
  /** False when one is pending between the two already, whoever asked; the database decides races. */
  insert(row: FriendRequestRow): Promise<boolean>;
  get(id: FriendRequestId): Promise<FriendRequestRow | null>;
  pendingBetween(a: AccountId, b: AccountId): Promise<FriendRequestRow | null>;
  /** When `to` last rejected `from`. */
  lastRejection(from: AccountId, to: AccountId): Promise<number | null>;
  /** Pending in both directions, newest first, also those hidden from the account. */
  pendingOf(account: AccountId): Promise<FriendRequestRow[]>;
  /** False when it was not pending any more. */
  close(id: FriendRequestId, state: "accepted" | "rejected" | "cancelled", at: number): Promise<boolean>;
  setHidden(id: FriendRequestId, hidden: boolean): Promise<void>;
}

export interface ContactTable {
  /** On both sides. */
  add(a: AccountId, b: AccountId, at: number): Promise<void>;
  /** On both sides; false when they were none. */
  remove(a: AccountId, b: AccountId): Promise<boolean>;
  get(account: AccountId, contact: AccountId): Promise<{ contact_id: AccountId; created_at: number } | null>;
  /** By name. */
  list(account: AccountId): Promise<{ contact_id: AccountId; created_at: number }[]>;
  ids(account: AccountId): Promise<AccountId[]>;
}

export interface BlockTable {
  add(account: AccountId, blocked: AccountId, at: number): Promise<boolean>;
  remove(account: AccountId, blocked: AccountId): Promise<boolean>;
  has(account: AccountId, blocked: AccountId): Promise<boolean>;
  list(account: AccountId): Promise<{ blocked_id: AccountId; created_at: number }[]>;
  /** Who has blocked the account. */
  blockersOf(account: AccountId): Promise<Set<AccountId>>;
}
