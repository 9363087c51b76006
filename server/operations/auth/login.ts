import { foldUsername } from "#protocol/names.ts";
import { addressBlock } from "../../address.ts";
import type { Context } from "../../context.ts";
import { describeDevice } from "../../domain/describe-device.ts";
import { announceSessionEnd } from "../../domain/end-session.ts";
import { showOwnAccount } from "../../domain/own-account.ts";
import { requireSamePassword } from "../../domain/require-password.ts";
import { addSession, deliverTokens, newSession } from "../../domain/sessions.ts";
import { lockForSleep, tellSleep, wakeUp } from "../../domain/sleep.ts";
import { checkCode, type RightCode, spendCode } from "../../domain/totp.ts";
import { takeRate } from "../../rates.ts";
import { Refusal, refuse } from "../../refusal.ts";
import type { AccountRow, SessionRow, Tables } from "../../store/store.ts";
import { defineOperation } from "../operation.ts";
import { requireHttp } from "../require-http.ts";

export default defineOperation("auth.login", {
  who: "visitor",
  kind: "changes",
  door: "http",
  async run(context, call) {
    const { input, caller } = call;
    const http = requireHttp(call);
    const block = addressBlock(caller.address);
    // By what was typed and not by the account it leads to: sharing a bucket would tell whose e-mail address one is.
    const limited =
      (await takeRate(context, "login_address", block)) ??
      (await takeRate(context, "login", `${foldUsername(input.login)}:${block}`));
    if (limited) return limited;

    const account = await context.store.read.accounts.findByLogin(input.login);
    const verdict = await context.passwords.verify(input.auth, account?.auth_hash ?? null);
    if (verdict instanceof Refusal) return verdict;
    if (!account || verdict === "mismatch") return refuse("wrong_credentials");
    // Told only to who has the password: otherwise anyone could find out which names exist and are blocked.
    if (account.blocked_at !== null) return refuse("account_blocked");
    const code = await checkSecondFactor(context, account, input.totp);
    if (code instanceof Refusal) return code;
    if (account.deactivated_at !== null && !input.reactivate) return refuse("account_deactivated");

    const session = newSession(context, {
      person: { kind: "account", id: account.id },
      address: caller.address,
      userAgent: http.userAgent,
    });
    const entered = await context.store.write((tables) => enter(tables, { account, code, session: session.row }));
    if (entered instanceof Refusal) return entered;
    for (const ended of entered.ended) announceSessionEnd(context, account.id, ended);
    if (entered.sleep) await tellSleep(context, entered.sleep);
    const text = `New sign-in: ${describeDevice(http.userAgent)}.`;
    context.emit({ event: "notice", data: { kind: "sign_in", text, at: session.row.created_at }, owner: account.id });

    const claims = { knd: "account", sub: account.id, sid: session.row.id } as const;
    const tokens = await deliverTokens(context, http, { claims, refresh: session.refresh, delivery: input.delivery });
    return { ...tokens, account: showOwnAccount(entered.account) };
  },
});

/** After the password, before anything is given: a right code that is not spent yet, null where none is asked for. */
async function checkSecondFactor(
  context: Context,
  { totp }: AccountRow,
  code: string | undefined,
): Promise<RightCode | null | Refusal> {
  if (totp?.confirmed_at == null) return null;
  return code === undefined ? refuse("totp_required", { field: "totp" }) : checkCode(context, totp, code);
}

/**
 * The session, in one transaction that looks at the account once more: `account` was read before its password was checked,
 * which takes a while, and what was changed meanwhile counts.
 */
async function enter(
  tables: Tables,
  { account, code, session }: { account: AccountRow; code: RightCode | null; session: SessionRow },
) {
  const isWaking = account.deactivated_at !== null;
  if (isWaking) await lockForSleep(tables, account.id);
  const row = await requireSamePassword(tables, account);
  if (row instanceof Refusal) return refuse("wrong_credentials");
  if (row.blocked_at !== null) return refuse("account_blocked");
  if (row.deactivated_at !== null && !isWaking) return refuse("account_deactivated");
  if (!code && row.totp?.confirmed_at != null) return refuse("totp_required", { field: "totp" });
  if (code) {
    const totp = spendCode(row.totp, code);
    if (totp instanceof Refusal) return totp;
    await tables.accounts.update(row.id, { totp });
  }
  const sleep = row.deactivated_at === null ? null : await wakeUp(tables, row);
  return { account: row, sleep, ended: await addSession(tables, session) };
}
