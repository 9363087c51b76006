import { foldUsername } from "#protocol/names.ts";
import { addressBlock } from "../../address.ts";
import type { Context } from "../../context.ts";
import { tellContacts } from "../../domain/contacts.ts";
import { describeDevice } from "../../domain/describe-device.ts";
import { showOwnAccount } from "../../domain/own-account.ts";
import { deliverTokens, newSession } from "../../domain/sessions.ts";
import { useCode } from "../../domain/totp.ts";
import { takeRate } from "../../rates.ts";
import { Refusal, refuse } from "../../refusal.ts";
import type { AccountRow, Totp } from "../../store/store.ts";
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
    const factor = await checkSecondFactor(context, account, input.totp);
    if (factor instanceof Refusal) return factor;
    if (account.deactivated_at !== null && !input.reactivate) return refuse("account_deactivated");

    const session = newSession(context, {
      person: { kind: "account", id: account.id },
      address: caller.address,
      userAgent: http.userAgent,
    });
    const isEntered = await context.store.write(async ({ accounts, sessions }) => {
      // Of two sign-ins with one code the second one finds it spent.
      const now = await accounts.get(account.id);
      if (!now || (factor && now.totp?.last_step !== account.totp?.last_step)) return false;
      if (factor) await accounts.update(account.id, { totp: factor });
      if (account.deactivated_at !== null) await accounts.update(account.id, { deactivated_at: null });
      await sessions.insert(session.row);
      return true;
    });
    if (!isEntered) return refuse("wrong_totp", { field: "totp" });
    if (account.deactivated_at !== null) await tellContacts(context, { ...account, deactivated_at: null });
    const text = `New sign-in: ${describeDevice(http.userAgent)}.`;
    context.emit({ event: "notice", data: { kind: "sign_in", text, at: session.row.created_at }, owner: account.id });

    const claims = { knd: "account", sub: account.id, sid: session.row.id } as const;
    const tokens = await deliverTokens(context, http, { claims, refresh: session.refresh, delivery: input.delivery });
    return { ...tokens, account: showOwnAccount(account) };
  },
});

/** After the password, before anything is given: the state of the second factor with this code spent, null without one. */
async function checkSecondFactor(
  context: Context,
  { totp }: AccountRow,
  code: string | undefined,
): Promise<Totp | null | Refusal> {
  if (totp?.confirmed_at == null) return null;
  return code === undefined ? refuse("totp_required", { field: "totp" }) : useCode(context, totp, code);
}
