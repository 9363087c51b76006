import { z } from "zod";
import { accountId, friendRequestId, time } from "../ids.ts";
import { limits } from "../limits.ts";
import { authKey, ownAccount, totpCode } from "../objects/account.ts";
import { contact, foundUser, friendRequest, profile } from "../objects/contact.ts";
import { settings } from "../objects/settings.ts";
import { isStorable } from "../text.ts";
import { contract, done, nothing } from "./contract.ts";

const user = z.strictObject({ user: accountId });
const request = z.strictObject({ request: friendRequestId });

export const peopleOperations = {
  "user.search": contract(
    "Accounts by part of the name, literally and in any letter case; private ones only by their exact username.",
    z.strictObject({ q: z.string().max(limits.display_name.max).refine(isStorable) }),
    z.object({ users: z.array(foundUser) }),
  ),
  "user.get": contract("The profile of an account the caller may find.", user, profile),
  "friend.request": contract("Ask an account to be friends.", z.strictObject({ username: z.string().max(64) }), friendRequest),
  "friend.accept": contract("Accept a request that was made to the caller.", request, contact),
  "friend.reject": contract("Reject a request; the other side may ask again after 24 hours.", request, done),
  "friend.cancel": contract("Take back a request of the caller.", request, done),
  "friend.list": contract(
    "Open requests in both directions, newest first.",
    nothing,
    z.object({ requests: z.array(friendRequest) }),
  ),
  "contact.list": contract("The caller's contacts by name.", nothing, z.object({ contacts: z.array(contact) })),
  "contact.remove": contract(
    "End a friendship on both sides; with `delete_history` the private chat and its files go too, for both.",
    user.extend({ delete_history: z.boolean() }),
    done,
  ),
  "contact.block": contract(
    "Block an account: to it the caller is a private account that never answers, and it is not told.",
    user,
    done,
  ),
  "contact.unblock": contract(
    "Lift a block. What was asked meanwhile can be answered; the friendship does not come back by itself.",
    user,
    done,
  ),
  "contact.blocked": contract(
    "Whom the caller has blocked.",
    nothing,
    z.object({ blocked: z.array(z.object({ person: profile.shape.person, since: time })) }),
  ),
  "settings.update": contract("Change settings; only those given change.", settings.partial().strict(), settings),
  "account.set_picture": contract(
    "Set the picture. Over HTTP the body is the image itself: JPEG, PNG, GIF or WebP by content, at most 5 MB.",
    nothing,
    ownAccount,
  ),
  "account.remove_picture": contract("Go back to the generated avatar.", nothing, ownAccount),
  "account.deactivate": contract(
    "Put the account to sleep: signed out everywhere, found by nobody. Signing in with `reactivate` wakes it.",
    z.strictObject({ auth: authKey }),
    done,
  ),
  "account.delete": contract(
    "Delete the account for good, with its messages and files. Messages of others stay.",
    z.strictObject({ auth: authKey, confirm: z.literal("DELETE") }),
    done,
  ),
  "account.export": contract("Everything the server holds of the caller, as JSON.", nothing, z.record(z.string(), z.unknown())),
  "account.setup_totp": contract(
    "Begin with a second factor: a secret for an authenticator app (RFC 6238). Takes effect with confirm_totp.",
    z.strictObject({ auth: authKey }),
    z.object({ secret: z.string(), uri: z.string() }),
  ),
  "account.confirm_totp": contract(
    "Turn the second factor on by a first code. The recovery codes are shown this once.",
    z.strictObject({ code: totpCode }),
    z.object({ recovery_codes: z.array(z.string()) }),
  ),
  "account.disable_totp": contract("Turn the second factor off.", z.strictObject({ auth: authKey, code: totpCode }), done),
};
