import type { PasswordPolicy } from "#protocol/limits.ts";
import { codePoints } from "#protocol/text.ts";

export { checkUsername } from "#protocol/names.ts";

export type PasswordFault = keyof PasswordPolicy;

/**
 * The rules of the server's policy that a password does not meet, in the order of the policy. Only clients can check this:
 * no server ever sees a password. Counted in NFKC, which is what the keys are derived from.
 */
export function checkPassword(password: string, policy: PasswordPolicy): PasswordFault[] {
  const text = password.normalize("NFKC");
  const meets: Record<PasswordFault, boolean> = {
    min_length: codePoints(text) >= policy.min_length,
    upper: !policy.upper || /\p{Lu}/u.test(text),
    lower: !policy.lower || /\p{Ll}/u.test(text),
    digit: !policy.digit || /\p{Nd}/u.test(text),
    special: !policy.special || /[^\p{L}\p{N}\s]/u.test(text),
  };
  return (Object.keys(meets) as PasswordFault[]).filter((rule) => !meets[rule]);
}
