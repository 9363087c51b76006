import { isOldEnough } from "#protocol/age.ts";
import { addressBlock } from "../../address.ts";
import type { CallerKind } from "../../caller.ts";
import type { Context } from "../../context.ts";
import { changeAccount } from "../../domain/change-account.ts";
import { takeRate } from "../../rates.ts";
import { type Refusal, refuse } from "../../refusal.ts";
import { defineOperation } from "../operation.ts";

export default defineOperation("account.update", {
  who: "account",
  kind: "changes",
  async run(context, { caller, input }) {
    if (input.birth_date && !isOldEnough(input.birth_date, context.now())) return refuse("too_young", { field: "birth_date" });
    const limited = input.email ? await takeEmailRate(context, caller, input.email) : null;
    return limited ?? changeAccount(context, caller.id, input);
  },
});

/**
 * An address that is taken is refused as that, so trying addresses tells whose are in use here: it is limited for the account
 * and for where it comes from. Sending one's own again, as a form does with every change, is no try.
 */
async function takeEmailRate(context: Context, caller: CallerKind<"account">, email: string): Promise<Refusal | null> {
  const account = await context.store.read.accounts.get(caller.id);
  if (account?.email === email) return null;
  return (await takeRate(context, "email", caller.id)) ?? (await takeRate(context, "email", addressBlock(caller.address)));
}
