import { useSignal } from "@preact/signals";
import { useParlor } from "../../parlor-context.ts";
import { navigate, route } from "../../router/router.ts";
import { problemText } from "../../text/problem-text.ts";
import { text } from "../../text/text.ts";
import { Button } from "../../ui/Button.tsx";
import { CodeField } from "../../ui/CodeField.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Field } from "../../ui/Field.tsx";
import { PasswordField } from "../../ui/PasswordField.tsx";
import { destination } from "../home/invitation.ts";
import { focusFirstInvalid, useFirstFocus } from "./form-focus.ts";

/** `beside`: another form is what people come for here, so this one neither takes the focus nor the primary button. */
export function SignInForm({ beside = false }: { beside?: boolean }) {
  const parlor = useParlor();
  const form = useFirstFocus(!beside);
  const login = useSignal("");
  const password = useSignal("");
  const missing = useSignal({ login: false, password: false, code: false });
  /** Null until the server has asked for it. */
  const code = useSignal<string | null>(null);
  const refusedCode = useSignal<string | null>(null);
  const asleep = useSignal(false);
  const busy = useSignal(false);
  const problem = useSignal<string | null>(null);
  const words = text().sign_in;
  const { detail } = parlor.connection.value;

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy.value) return;
    problem.value = null;
    missing.value = { login: login.value.trim() === "", password: password.value === "", code: code.value?.trim() === "" };
    if (Object.values(missing.value).some(Boolean)) {
      focusFirstInvalid(form.current);
      return;
    }
    await enter(false);
  };

  const enter = async (reactivate: boolean) => {
    busy.value = true;
    const totp = code.value === null ? {} : { totp: code.value };
    const result = await parlor.login({ login: login.value.trim(), password: password.value, ...totp, reactivate });
    busy.value = false;
    if (result.ok) {
      if (route.value.kind === "sign_in" || route.value.kind === "register") navigate(destination(), { replace: true });
      return;
    }
    const { code: reason, field } = result.problem;
    if (reason === "totp_required") {
      code.value = "";
      requestAnimationFrame(() => form.current?.querySelector<HTMLInputElement>("[name=totp]")?.focus());
    } else if (reason === "wrong_totp" || (reason === "invalid_input" && field === "totp")) {
      refusedCode.value = code.value;
      focusFirstInvalid(form.current);
    } else if (reason === "account_deactivated") {
      asleep.value = true;
    } else {
      problem.value = reason === "unavailable" ? words.unreachable : problemText(result.problem);
    }
  };

  const codeError = () => {
    if (missing.value.code && code.value?.trim() === "") return words.code_missing;
    return refusedCode.value !== null && refusedCode.value === code.value ? words.code_wrong : null;
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
      {code.value !== null && (
        <CodeField
          label={words.code}
          hint={words.code_hint}
          recovery
          value={code.value}
          error={codeError()}
          onInput={(value) => (code.value = value)}
        />
      )}
      <div role="alert" class="form-problem">
        {problem.value}
      </div>
      <Button type="submit" look={beside ? "plain" : "primary"} wide busy={busy.value}>
        {busy.value ? words.submitting : words.submit}
      </Button>
      {asleep.value && (
        <Dialog
          title={words.deactivated_title}
          onClose={() => (asleep.value = false)}
          actions={
            <>
              <Button onClick={() => (asleep.value = false)}>{text().app.cancel}</Button>
              <Button
                look="primary"
                onClick={() => {
                  asleep.value = false;
                  void enter(true);
                }}
              >
                {words.reactivate}
              </Button>
            </>
          }
        >
          <p>{words.deactivated_text}</p>
        </Dialog>
      )}
    </form>
  );
}
