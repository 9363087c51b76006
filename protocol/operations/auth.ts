import { z } from "zod";
import { accountId, sessionId, time } from "../ids.ts";
import { usernamePattern } from "../names.ts";
import { authKey, bio, birthDate, displayName, email, ownAccount, passwordKdf, totpCode } from "../objects/account.ts";
import { isStorable } from "../text.ts";
import { contract, done, nothing } from "./contract.ts";

/**
 * `cookie`: the tokens travel in HttpOnly cookies and are absent from the answer (browsers, same origin only).
 * `bearer`: the tokens are in the answer (terminals, scripts).
 */
export const delivery = z.enum(["cookie", "bearer"]).default("bearer");

/** A username or an e-mail address. */
const login = z.string().min(1).max(254).refine(isStorable, "Text must be well-formed Unicode without NUL");

export const tokens = z.object({
  session: sessionId,
  /** JWT, 15 minutes; null with `delivery: "cookie"`. */
  access_token: z.string().nullable(),
  access_expires_at: time,
  /** Single use, 30 days; null with `delivery: "cookie"`. */
  refresh_token: z.string().nullable(),
});

export const signedIn = tokens.extend({ account: ownAccount });

export const authOperations = {
  "auth.prelogin": contract(
    "How to derive the key for a login; answers the same for names that do not exist.",
    z.strictObject({ login }),
    z.object({ kdf: passwordKdf }),
  ),
  "auth.register": contract(
    "Make an account and sign in. The first account of a server becomes its administrator.",
    z.strictObject({
      username: z.string().regex(usernamePattern, "3 to 20 letters, digits or underscores"),
      display_name: displayName.optional(),
      email: email.optional(),
      kdf: passwordKdf,
      auth: authKey,
      delivery,
    }),
    signedIn,
  ),
  "auth.login": contract(
    "Sign in with a username or e-mail address and the derived key.",
    z.strictObject({ login, auth: authKey, totp: totpCode.optional(), reactivate: z.boolean().default(false), delivery }),
    signedIn,
  ),
  "auth.refresh": contract(
    "Trade a refresh token (or the refresh cookie) for new tokens. Using one twice ends the session.",
    z.strictObject({ refresh_token: z.string().max(512).optional() }),
    tokens,
  ),
  "auth.logout": contract("End this session and close its sockets.", nothing, done),
  "auth.ticket": contract(
    "A single-use ticket of 30 seconds for opening a socket as /ws?token=….",
    nothing,
    z.object({ ticket: z.string(), expires_at: time }),
  ),
};

export const accountOperations = {
  "account.get": contract("The caller's own account.", nothing, ownAccount),
  "account.update": contract(
    "Change the profile; only the fields given change.",
    z.strictObject({
      display_name: displayName.optional(),
      email: email.nullable().optional(),
      bio: bio.optional(),
      birth_date: birthDate.nullable().optional(),
      visibility: z.enum(["public", "private"]).optional(),
    }),
    ownAccount,
  ),
  "account.change_password": contract(
    "Set a new derived key. All other sessions are ended unless they are to stay.",
    z.strictObject({ old_auth: authKey, kdf: passwordKdf, auth: authKey, keep_other_sessions: z.boolean().default(false) }),
    z.object({ id: accountId }),
  ),
};
