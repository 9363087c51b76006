import type { AccountId } from "#protocol/ids.ts";
import { checkUsername } from "#protocol/names.ts";
import { addressBlock } from "../../address.ts";
import { insertAccount, isRegistrationClosed, newAccount } from "../../domain/new-account.ts";
import { showOwnAccount } from "../../domain/own-account.ts";
import { takeOverOwnerless } from "../../domain/room-members.ts";
import { deliverTokens, newSession } from "../../domain/sessions.ts";
import { takeRate } from "../../rates.ts";
import { Refusal, refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";
import { requireHttp } from "../require-http.ts";

export default defineOperation("guest.upgrade", {
  who: "guest",
  kind: "changes",
  door: "http",
  async run(context, call) {
    const { input, caller } = call;
    const http = requireHttp(call);
    if (caller.kind !== "guest") return refuse("not_allowed");
    if (checkUsername(input.username) === "reserved") return refuse("username_reserved", { field: "username" });
    if (isRegistrationClosed(context, await context.store.read.accounts.isEmpty())) return refuse("registration_closed");
    // From the address's bucket, as a registration: a guest is quickly made, and each would have tries of its own.
    const limited = await takeRate(context, "register", addressBlock(caller.address));
    if (limited) return limited;
    const hash = await context.passwords.hash(input.auth);
    if (hash instanceof Refusal) return hash;

    const guest = await context.store.read.guests.get(caller.id);
    if (!guest) return refuse("session_expired");
    // The account takes the guest's id over, so that every message and membership stays where it is.
    const account = newAccount(context, { ...input, display_name: input.display_name ?? caller.name }, hash);
    account.id = caller.id as string as AccountId;
    const session = newSession(context, {
      person: { kind: "account", id: account.id },
      address: caller.address,
      userAgent: http.userAgent,
    });
    const events = await context.store.write(async (tables) => {
      // Of two upgrades at once the second one finds no guest any more.
      if (!(await tables.guests.claim(caller.id))) return refuse("session_expired");
      const inserted = await insertAccount(context, tables, { account, session: session.row });
      if (inserted instanceof Refusal) return inserted;
      await tables.guests.becomeAccount(caller.id);
      await tables.sessions.revokeAll(account.id, context.now(), session.row.id);
      return inserted;
    });
    if (events instanceof Refusal) return events;
    const claim = { conversation: guest.room_id, person: account.id, now: context.now() };
    // A transaction of its own: it locks the room, and the one before has locked the lobby.
    const taken = await context.store.write((tables) => takeOverOwnerless(tables, claim));
    for (const event of [...events, ...taken]) context.emit(event);
    // The guest's sockets come back as the account's.
    context.cut({ kind: "session", session: caller.session });
    const claims = { knd: "account", sub: account.id, sid: session.row.id } as const;
    const tokens = await deliverTokens(context, http, { claims, refresh: session.refresh, delivery: input.delivery });
    return { ...tokens, account: showOwnAccount(account) };
  },
});
