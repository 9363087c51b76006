import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import type { Registration, Result } from "#client/parlor.ts";
import { defaultPasswordPolicy, limits } from "#protocol/limits.ts";
import { checkUsername } from "#protocol/names.ts";
import { codePoints } from "#protocol/text.ts";
import { useParlor } from "../../parlor-context.ts";
import { navigate, route } from "../../router/router.ts";
import { problemText } from "../../text/problem-text.ts";
import { text } from "../../text/text.ts";
import { Button } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { PasswordField } from "../../ui/PasswordField.tsx";
import { destination } from "../home/invitation.ts";
import { focusFirstInvalid, useFirstFocus } from "./form-focus.ts";
import { PasswordRules } from "./PasswordRules.tsx";
import { meetsPolicy, passwordRulesAttribute } from "./password-rules.ts";

interface RegisterFormProps {
  /** The name of a guest who makes an account; it stays theirs. */
  guest?: string;
  register?: (registration: Registration) => Promise<Result<void>>;
  onDone?: () => void;
}

/** A new account, checked while one types. */
export function RegisterForm({ guest = "", register, onDone = goOn }: RegisterFormProps) {
  const parlor = useParlor();
  const form = useFirstFocus();
  const rulesId = useId();
  const username = useSignal(checkUsername(guest) === null ? guest : "");
  const displayName = useSignal(guest);
  const password = useSignal("");
  const leftUsername = useSignal(false);
  const submitted = useSignal(false);
  /** A username the server refused, with its sentence: stands until the field changes. */
  const refused = useSignal<{ username: string; text: string } | null>(null);
  const busy = useSignal(false);
  const problem = useSignal<string | null>(null);

  const words = text().register;
  const server = parlor.server.value;
  const policy = server?.password_policy ?? defaultPasswordPolicy;
  const fault = checkUsername(username.value);
  const strong = meetsPolicy(policy, password.value);
  const nameTooLong = codePoints(displayName.value) > limits.display_name.max;

  const usernameError = () => {
    if (refused.value?.username === username.value) return refused.value.text;
    // What may still become right is judged once the field is left; a wrong character at once.
    const unfinished = fault === "too_short" || fault === "reserved";
    return fault === null || (unfinished && !leftUsername.value) ? null : words.username_fault[fault];
  };

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy.value) return;
    problem.value = null;
    leftUsername.value = true;
    submitted.value = true;
    if (fault !== null || !strong || nameTooLong) {
      focusFirstInvalid(form.current);
      return;
    }
    busy.value = true;
    const name = displayName.value.trim();
    const registration = { username: username.value, password: password.value, ...(name ? { display_name: name } : {}) };
    const result = await (register ?? parlor.register.bind(parlor))(registration);
    busy.value = false;
    if (result.ok) return onDone();
    const { code } = result.problem;
    if (code === "username_taken" || code === "username_reserved" || result.problem.field === "username") {
      refused.value = { username: username.value, text: result.problem.message };
      focusFirstInvalid(form.current);
    } else {
      problem.value = code === "unavailable" ? text().sign_in.unreachable : problemText(result.problem);
    }
  };

  return (
    <form class="sign-in-form" ref={form} onSubmit={submit} noValidate aria-busy={busy.value}>
      {server?.needs_admin && <p class="sign-in-note">{words.first_account}</p>}
      <Field
        label={words.username}
        name="username"
        value={username.value}
        autocomplete="username"
        verbatim
        required
        hint={words.username_hint}
        error={usernameError()}
        onInput={(value) => (username.value = value)}
        onBlur={() => {
          if (username.value !== "") leftUsername.value = true;
        }}
      />
      <Field
        label={words.display_name}
        aside={words.optional}
        name="name"
        value={displayName.value}
        autocomplete="name"
        hint={words.display_name_hint}
        error={nameTooLong ? words.display_name_long(limits.display_name.max) : null}
        onInput={(value) => (displayName.value = value)}
      />
      <PasswordField
        label={words.password}
        name="password"
        value={password.value}
        autocomplete="new-password"
        rules={passwordRulesAttribute(policy)}
        detailsId={rulesId}
        error={submitted.value && !strong ? words.password_weak : null}
        onInput={(value) => (password.value = value)}
      >
        <PasswordRules id={rulesId} policy={policy} password={password.value} />
      </PasswordField>
      <div role="alert" class="form-problem">
        {problem.value}
      </div>
      <Button type="submit" look="primary" wide busy={busy.value}>
        {busy.value ? words.submitting : words.submit}
      </Button>
    </form>
  );
}

function goOn(): void {
  if (route.value.kind === "sign_in" || route.value.kind === "register") navigate(destination(), { replace: true });
}
