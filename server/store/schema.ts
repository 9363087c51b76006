import type { AccountId, ConversationId, FriendRequestId, GuestId, MessageId, PersonId, SessionId } from "#protocol/ids.ts";
import type { ConversationKind, MemberRole } from "#protocol/objects/conversation.ts";
import type { ServerRole } from "#protocol/objects/person.ts";

/**
 * The tables as both engines hold them. Ids are UUIDv7 text, times integer milliseconds, structured values JSON text.
 * There are no foreign keys: every row that points at a conversation is written under that conversation's row lock, and
 * people are of two kinds in two tables.
 */
export interface Schema {
  accounts: AccountColumns;
  sessions: SessionColumns;
  conversations: ConversationColumns;
  members: MemberColumns;
  messages: MessageColumns;
  participants: ParticipantColumns;
  rooms: RoomColumns;
  guests: GuestColumns;
  bans: BanColumns;
  friend_requests: FriendRequestColumns;
  contacts: ContactColumns;
  blocks: BlockColumns;
  migrations: MigrationColumns;
}

export type Engine = "sqlite" | "postgres";

interface AccountColumns {
  id: AccountId;
  username: string;
  /** The form in which it is unique. */
  username_folded: string;
  display_name: string;
  /** See `nameSkeleton`; of the username and of the display name. */
  username_skeleton: string;
  name_skeleton: string;
  /** See `sortName`. */
  sort_name: string;
  email: string | null;
  email_folded: string | null;
  role: ServerRole;
  auth_hash: string;
  kdf: string;
  blocked_at: number | null;
  deactivated_at: number | null;
  bio: string;
  birth_date: string | null;
  visibility: "public" | "private";
  /** Hash of the larger size of the picture; the smaller one's follows. */
  picture: string | null;
  picture_small: string | null;
  settings: string;
  totp: string | null;
  feed_rev: number;
  created_at: number;
  last_seen_at: number | null;
}

interface SessionColumns {
  id: SessionId;
  person_kind: "account" | "guest";
  person_id: PersonId;
  refresh_hash: string;
  previous_refresh_hash: string | null;
  user_agent: string;
  address: string;
  created_at: number;
  used_at: number;
  expires_at: number;
  revoked_at: number | null;
}

interface ConversationColumns {
  id: ConversationId;
  kind: ConversationKind;
  name: string;
  /** See `sortName`; what the directory is searched by. */
  sort_name: string;
  seq: number;
  rev: number;
  member_count: number;
  /** Seconds a plain member waits between two messages; 0 is off. */
  slow_mode_s: number;
  /** Time of the latest message, or of making; orders a person's list. */
  active_at: number;
  created_at: number;
}

interface MemberColumns {
  conversation_id: ConversationId;
  person_id: PersonId;
  person_kind: "account" | "guest";
  /** Copied from the person, so that a page of members is one range of an index whatever the size of the conversation. */
  sort_name: string;
  role: MemberRole;
  joined_at: number;
  history_from_seq: number;
  read_seq: number;
  /** Time of the member's latest message while slow mode is on. */
  last_sent_at: number | null;
}

interface RoomColumns {
  conversation_id: ConversationId;
  code: string;
  description: string;
  password_hash: string | null;
  retention: "persistent" | "session";
  history_from: "start" | "join";
  guests: number;
  listed: number;
  locked: number;
  empty_since: number | null;
}

interface GuestColumns {
  id: GuestId;
  room_id: ConversationId;
  name: string;
  name_skeleton: string;
  sort_name: string;
  created_at: number;
  expires_at: number;
}

interface FriendRequestColumns {
  id: FriendRequestId;
  from_id: AccountId;
  to_id: AccountId;
  /** Both ids in order: one open request for each pair, whoever asked. */
  pair: string;
  state: "pending" | "accepted" | "rejected" | "cancelled";
  /** 1 when the one asked had blocked the one who asks: it stays open and is never shown to them. */
  hidden: number;
  created_at: number;
  answered_at: number | null;
}

interface ContactColumns {
  account_id: AccountId;
  contact_id: AccountId;
  created_at: number;
}

interface BlockColumns {
  account_id: AccountId;
  blocked_id: AccountId;
  created_at: number;
}

interface BanColumns {
  id: string;
  conversation_id: ConversationId;
  kind: "account" | "guest" | "address";
  value: string;
  person_id: PersonId;
  name: string;
  by_id: PersonId | null;
  by_name: string;
  created_at: number;
}

interface MessageColumns {
  id: MessageId;
  conversation_id: ConversationId;
  seq: number;
  rev: number;
  mid: string;
  sender_kind: "account" | "guest" | "system";
  sender_id: PersonId | null;
  type: "text" | "system";
  body: string;
  reply_to: MessageId | null;
  edited_at: number | null;
  deleted_at: number | null;
  created_at: number;
}

interface ParticipantColumns {
  conversation_id: ConversationId;
  person_id: PersonId;
}

interface MigrationColumns {
  number: number;
  name: string;
  applied_at: number;
}
