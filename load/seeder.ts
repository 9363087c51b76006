import { Database } from "bun:sqlite";
import { join } from "node:path";
import type { AccountId, ConversationId, SessionId } from "#protocol/ids.ts";
import { defaultSettings } from "#protocol/objects/settings.ts";
import { parseConfig } from "#server/config.ts";
import type { Context } from "#server/context.ts";
import { startServer } from "#server/server.ts";
import type { Tables } from "#server/store/store.ts";
import { text } from "./message-frame.ts";
import { answerParent } from "./process/answer-parent.ts";

/**
 * Fills a data folder with what the load needs, written past the operations: a thousand bcrypt hashes would take minutes.
 * In a process of its own, so that the memory it took does not count for or against the server that is measured.
 */
export interface Seed {
  readonly members: number;
  /** Rooms beside the lobby, with all members in each. */
  readonly rooms: number;
  /** Conversations of three: the first member is in all of them, every other one in at most one. */
  readonly chats?: number;
  /** Messages in the lobby. */
  readonly messages: number;
}

export interface Seeded {
  readonly lobby: string;
  readonly rooms: readonly string[];
  readonly chats: readonly string[];
  /** Access tokens, one for each member. */
  readonly tokens: readonly string[];
}

interface Person {
  readonly id: AccountId;
  readonly session: SessionId;
  readonly name: string;
}

async function seed({ folder, members, rooms, chats = 0, messages }: Seed & { folder: string }): Promise<Seeded> {
  const server = await startServer(parseConfig({ PORT: "0", DATA_DIR: folder, LOG_LEVEL: "warn" }), { site: null });
  const { context } = server;
  const lobby = (await context.store.read.conversations.lobby())!.id;
  const people = Array.from({ length: members }, (_, index) => ({
    id: Bun.randomUUIDv7() as AccountId,
    session: Bun.randomUUIDv7() as SessionId,
    name: `Ana ${String(index).padStart(4, "0")}`,
  }));
  const added = Array.from({ length: rooms }, () => Bun.randomUUIDv7() as ConversationId);
  const small = Array.from({ length: chats }, () => Bun.randomUUIDv7() as ConversationId);
  await context.store.write(async (tables) => {
    for (const person of people) await addAccount(tables, person, context.now());
    for (const id of [...added, ...small])
      await tables.conversations.insert({ id, kind: "room", name: "Load", created_at: context.now() });
    for (const id of [lobby, ...added]) for (const person of people) await addMember(tables, id, person.id, context.now());
    for (const [at, id] of small.entries())
      for (const person of [people[0], people[1 + at], people[1 + at + chats]])
        if (person) await addMember(tables, id, person.id, context.now());
  });
  const tokens = await Promise.all(people.map((person) => sign(context, person)));
  await server.stop();
  if (messages > 0) addMessages(join(folder, "parlor.db"), { conversation: lobby, sender: people[0]!.id, count: messages });
  return { lobby, rooms: added, chats: small, tokens };
}

async function sign({ tokens }: Context, { id, session }: Person): Promise<string> {
  return (await tokens.signAccess({ knd: "account", sub: id, sid: session })).token;
}

/** Ids and mids that grow, as the server's and the clients' do. */
function addMessages(
  file: string,
  { conversation, sender, count }: { conversation: string; sender: string; count: number },
): void {
  using db = new Database(file);
  db.run("pragma synchronous = off");
  db.run(
    `with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ?1)
    insert into messages (id, conversation_id, seq, rev, mid, sender_kind, sender_id, type, body, created_at)
    select printf('01890a5d-0000-7000-8000-%012x', n), ?2, n, n, printf('01890a5d-0000-7000-8000-%012x', n), 'account', ?3, 'text', ?4,
      1700000000000 + n from numbers`,
    [count, conversation, sender, JSON.stringify({ text })],
  );
  db.run("update conversations set seq = ?1, rev = ?1 where id = ?2", [count, conversation]);
  db.run("pragma wal_checkpoint(truncate)");
}

async function addAccount(tables: Tables, { id, session, name }: Person, now: number): Promise<void> {
  const kdf = { alg: "argon2id", m: 65_536, t: 3, p: 1, salt: "AAAAAAAAAAAAAAAAAAAAAA" } as const;
  await tables.accounts.insert({
    id,
    username: name.replace(" ", "_"),
    display_name: name,
    email: null,
    role: "member",
    auth_hash: "",
    kdf,
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
    created_at: now,
    last_seen_at: null,
  });
  await tables.sessions.insert({
    id: session,
    person_kind: "account",
    person_id: id,
    refresh_hash: session,
    previous_refresh_hash: null,
    user_agent: "load",
    address: "127.0.0.1",
    created_at: now,
    used_at: now,
    expires_at: now + 86_400_000,
    revoked_at: null,
  });
}

async function addMember(tables: Tables, conversation: ConversationId, person: AccountId, now: number): Promise<void> {
  await tables.members.add({
    conversation_id: conversation,
    person_id: person,
    person_kind: "account",
    role: "member",
    joined_at: now,
    history_from_seq: 0,
    read_seq: 0,
  });
}

answerParent({ seed });
