import type { PasswordPolicy } from "#protocol/limits.ts";
import { codePoints } from "#protocol/text.ts";

export type PasswordRule = "min_length" | "upper" | "lower" | "digit" | "special";

const tests = {
  upper: /\p{Lu}/u,
  lower: /\p{Ll}/u,
  digit: /\p{Nd}/u,
  special: /[^\p{L}\p{N}\s]/u,
};

/** The rules a server asks for, in the order shown, and which of them a password meets. */
export function checkPassword(policy: PasswordPolicy, password: string): { rule: PasswordRule; met: boolean }[] {
  const rules: { rule: PasswordRule; met: boolean }[] = [{ rule: "min_length", met: codePoints(password) >= policy.min_length }];
  for (const rule of ["upper", "lower", "digit", "special"] as const) {
    if (policy[rule]) rules.push({ rule, met: tests[rule].test(password) });
  }
  return rules;
}

export function meetsPolicy(policy: PasswordPolicy, password: string): boolean {
  return checkPassword(policy, password).every(({ met }) => met);
}

/** The same rules in the notation of the `passwordrules` attribute, so that Safari makes a password that fits. */
export function passwordRulesAttribute(policy: PasswordPolicy): string {
  const required = (["upper", "lower", "digit", "special"] as const).filter((rule) => policy[rule]);
  return [`minlength: ${policy.min_length}`, ...required.map((rule) => `required: ${rule}`)].join("; ");
}
