import { useSignal } from "@preact/signals";
import { useId, useRef } from "preact/hooks";
import { defaultPasswordPolicy } from "#protocol/limits.ts";
import { useParlor } from "../../parlor-context.ts";
import { problemText } from "../../text/problem-text.ts";
import { text } from "../../text/text.ts";
import { Button } from "../../ui/Button.tsx";
import { PasswordField } from "../../ui/PasswordField.tsx";
import { showToast } from "../../ui/toasts.ts";
import { focusFirstInvalid } from "../sign-in/form-focus.ts";
import { PasswordRules } from "../sign-in/PasswordRules.tsx";
import { meetsPolicy, passwordRulesAttribute } from "../sign-in/password-rules.ts";
import { AccountHint } from "./AccountHint.tsx";

export function PasswordSettings() {
  const parlor = useParlor();
  const form = useRef<HTMLFormElement>(null);
  const rulesId = useId();
  const old = useSignal("");
  const fresh = useSignal("");
  const keepOthers = useSignal(false);
  const submitted = useSignal(false);
  const wrong = useSignal<string | null>(null);
  const problem = useSignal<string | null>(null);
  const busy = useSignal(false);
  const words = text().settings;
  const policy = parlor.server.value?.password_policy ?? defaultPasswordPolicy;
  const strong = meetsPolicy(policy, fresh.value);

  const oldError = () => {
    if (submitted.value && old.value === "") return words.password_old_missing;
    return wrong.value !== null && wrong.value === old.value ? words.password_old_wrong : null;
  };

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy.value) return;
    submitted.value = true;
    problem.value = null;
    if (old.value === "" || !strong) {
      focusFirstInvalid(form.current);
      return;
    }
    busy.value = true;
    const result = await parlor.changePassword({
      old_password: old.value,
      new_password: fresh.value,
      keep_other_sessions: keepOthers.value,
    });
    busy.value = false;
    if (result.ok) {
      old.value = fresh.value = "";
      submitted.value = false;
      showToast(words.password_changed);
    } else if (result.problem.code === "wrong_credentials") {
      wrong.value = old.value;
      focusFirstInvalid(form.current);
    } else {
      problem.value = problemText(result.problem);
    }
  };

  return (
    <form class="settings-form" ref={form} onSubmit={submit} noValidate aria-busy={busy.value}>
      <AccountHint />
      <PasswordField
        label={words.password_old}
        name="old-password"
        autocomplete="current-password"
        value={old.value}
        error={oldError()}
        onInput={(value) => (old.value = value)}
      />
      <PasswordField
        label={words.password_new}
        name="new-password"
        autocomplete="new-password"
        rules={passwordRulesAttribute(policy)}
        detailsId={rulesId}
        value={fresh.value}
        error={submitted.value && !strong ? text().register.password_weak : null}
        onInput={(value) => (fresh.value = value)}
      >
        <PasswordRules id={rulesId} policy={policy} password={fresh.value} />
      </PasswordField>
      <label class="check">
        <input
          type="checkbox"
          checked={keepOthers.value}
          onChange={(event) => (keepOthers.value = event.currentTarget.checked)}
        />
        {words.password_keep}
      </label>
      <div role="alert" class="form-problem">
        {problem.value}
      </div>
      <Button type="submit" look="primary" busy={busy.value}>
        {busy.value ? words.password_submitting : words.password_submit}
      </Button>
    </form>
  );
}
