import { useSignal } from "@preact/signals";
import { useParlor } from "../../parlor-context.ts";
import { navigate, route } from "../../router/router.ts";
import { problemText } from "../../text/problem-text.ts";
import { text } from "../../text/text.ts";
import { Button } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { PasswordField } from "../../ui/PasswordField.tsx";
import { focusFirstInvalid, useFirstFocus } from "./form-focus.ts";

export function SignInForm() {
  const parlor = useParlor();
  const form = useFirstFocus();
  const login = useSignal("");
  const password = useSignal("");
  const missing = useSignal({ login: false, password: false });
  const busy = useSignal(false);
  const problem = useSignal<string | null>(null);
  const words = text().sign_in;
  const { detail } = parlor.connection.value;

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy.value) return;
    problem.value = null;
    missing.value = { login: login.value.trim() === "", password: password.value === "" };
    if (missing.value.login || missing.value.password) {
      focusFirstInvalid(form.current);
      return;
    }
    busy.value = true;
    const result = await parlor.login({ login: login.value.trim(), password: password.value });
    busy.value = false;
    if (result.ok) {
      if (route.value.kind === "sign_in" || route.value.kind === "register") navigate({ kind: "home" }, { replace: true });
      return;
    }
    problem.value = result.problem.code === "unavailable" ? words.unreachable : problemText(result.problem);
  };

  return (
    <form class="sign-in-form" ref={form} onSubmit={submit} noValidate aria-busy={busy.value}>
      {detail === "blocked" && <p class="sign-in-note sign-in-note-warning">{words.blocked}</p>}
      {detail === "signed_out" && <p class="sign-in-note">{words.signed_out}</p>}
      <Field
        label={words.login}
        name="username"
        value={login.value}
        autocomplete="username"
        verbatim
        required
        error={missing.value.login && login.value.trim() === "" ? words.login_missing : null}
        onInput={(value) => (login.value = value)}
      />
      <PasswordField
        label={words.password}
        name="password"
        value={password.value}
        autocomplete="current-password"
        error={missing.value.password && password.value === "" ? words.password_missing : null}
        onInput={(value) => (password.value = value)}
      />
      <div role="alert" class="form-problem">
        {problem.value}
      </div>
      <Button type="submit" look="primary" wide busy={busy.value}>
        {busy.value ? words.submitting : words.submit}
      </Button>
    </form>
  );
}
