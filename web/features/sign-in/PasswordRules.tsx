import { Circle, CircleCheck } from "lucide";
import type { PasswordPolicy } from "#protocol/limits.ts";
import { text } from "../../text/text.ts";
import { Icon } from "../../ui/Icon.tsx";
import { checkPassword, type PasswordRule } from "./password-rules.ts";

interface PasswordRulesProps {
  id: string;
  policy: PasswordPolicy;
  password: string;
}

/** The server's password rules as a checklist that fills in while typing; each state is told by shape and in words. */
export function PasswordRules({ id, policy, password }: PasswordRulesProps) {
  const words = text().password;
  const label = (rule: PasswordRule) => (rule === "min_length" ? words.min_length(policy.min_length) : words[rule]);
  return (
    <ul id={id} class="password-rules" aria-label={words.rules_label}>
      {checkPassword(policy, password).map(({ rule, met }) => (
        <li key={rule} class={met ? "password-rule-met" : undefined}>
          <Icon icon={met ? CircleCheck : Circle} size={16} />
          <span>{label(rule)}</span>
          <span class="visually-hidden">{met ? words.rule_met : words.rule_open}</span>
        </li>
      ))}
    </ul>
  );
}
