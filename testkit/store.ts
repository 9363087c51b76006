import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AccountId, ConversationId, GuestId, MessageId, PersonId, SessionId } from "#protocol/ids.ts";
import { defaultSettings } from "#protocol/objects/settings.ts";
import { openStore } from "#server/store/open-store.ts";
import type {
  AccountRow,
  BanRow,
  ConversationRow,
  GuestRow,
  MemberRow,
  NewMessage,
  RoomRow,
  SessionRow,
  Store,
} from "#server/store/store.ts";
import type { TestPostgres } from "./postgres.ts";

/** Data of a test, gone with it. Opened several times, it is several nodes on the same data. */
export interface TestData extends AsyncDisposable {
  open(): Promise<Store>;
}

export async function sqliteData(): Promise<TestData> {
  const data_dir = await mkdtemp(join(tmpdir(), "parlor-store-"));
  return testData({ data_dir, database_url: null }, () => rm(data_dir, { recursive: true, force: true }));
}

export async function postgresData(postgres: TestPostgres): Promise<TestData> {
  return testData({ data_dir: "", database_url: await postgres.createDatabase() }, async () => {});
}

function testData(config: Parameters<typeof openStore>[0], remove: () => Promise<void>): TestData {
  const opened: Store[] = [];
  return {
    async open() {
      const store = await openStore(config);
      opened.push(store);
      return store;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(opened.map((store) => store.close()));
      await remove();
    },
  };
}

/** Rows that say only what a test is about. */
export function newAccount(username: string, rest: Partial<AccountRow> = {}): AccountRow {
  return {
    id: Bun.randomUUIDv7() as AccountId,
    username,
    display_name: username,
    email: null,
    role: "member",
    auth_hash: "$2b$",
    kdf: { alg: "argon2id", m: 65_536, t: 3, p: 1, salt: "A".repeat(22) },
    blocked_at: null,
    deactivated_at: null,
    bio: "",
    birth_date: null,
    visibility: "public",
    picture: null,
    picture_small: null,
    settings: defaultSettings,
    totp: null,
    feed_rev: 0,
    created_at: 1_000,
    last_seen_at: null,
    ...rest,
  };
}

export function newSession(person: PersonId, rest: Partial<SessionRow> = {}): SessionRow {
  const id = Bun.randomUUIDv7() as SessionId;
  return {
    id,
    person_kind: "account",
    person_id: person,
    refresh_hash: `hash of ${id}`,
    previous_refresh_hash: null,
    user_agent: "Terminal",
    address: "127.0.0.1",
    created_at: 1_000,
    used_at: 1_000,
    expires_at: 2_000,
    revoked_at: null,
    ...rest,
  };
}

export function newConversation(
  rest: Partial<ConversationRow> = {},
): Pick<ConversationRow, "id" | "kind" | "name" | "created_at"> {
  return { id: Bun.randomUUIDv7() as ConversationId, kind: "room", name: "Tea", created_at: 1_000, ...rest };
}

export function newRoom(conversation: ConversationId, rest: Partial<RoomRow> = {}): RoomRow {
  return {
    conversation_id: conversation,
    code: conversation,
    description: "",
    password_hash: null,
    retention: "persistent",
    history_from: "start",
    guests: true,
    listed: true,
    locked: false,
    empty_since: null,
    ...rest,
  };
}

export function newGuest(room: ConversationId, name: string, rest: Partial<GuestRow> = {}): GuestRow {
  return { id: Bun.randomUUIDv7() as GuestId, room_id: room, name, created_at: 1_000, expires_at: 2_000, ...rest };
}

export function newBan(conversation: ConversationId, person: PersonId, by: PersonId, rest: Partial<BanRow> = {}): BanRow {
  return {
    id: Bun.randomUUIDv7(),
    conversation_id: conversation,
    kind: "account",
    value: person,
    person_id: person,
    name: "bo",
    by_id: by,
    by_name: "ana",
    created_at: 1_000,
    ...rest,
  };
}

export function newMember(conversation: ConversationId, person: PersonId, rest: Partial<MemberRow> = {}): MemberRow {
  return {
    conversation_id: conversation,
    person_id: person,
    person_kind: "account",
    role: "member",
    joined_at: 1_000,
    history_from_seq: 0,
    read_seq: 0,
    ...rest,
  };
}

export function newMessage(conversation: ConversationId, sender: PersonId, rest: Partial<NewMessage> = {}): NewMessage {
  const id = Bun.randomUUIDv7() as MessageId;
  return {
    id,
    conversation_id: conversation,
    mid: id,
    sender_kind: "account",
    sender_id: sender,
    type: "text",
    body: { text: "Hello" },
    reply_to: null,
    created_at: 1_000,
    ...rest,
  };
}

export function newNotice(conversation: ConversationId, rest: Partial<NewMessage> = {}): NewMessage {
  const notice = { kind: "renamed", subject: null, actor: null, value: "Tea" } as const;
  const system = { sender_kind: "system", type: "system", body: { notice }, sender_id: null } as const;
  return { ...newMessage(conversation, "" as PersonId), ...system, ...rest };
}
