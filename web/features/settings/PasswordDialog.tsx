import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useId, useRef } from "preact/hooks";
import type { Result } from "#client/parlor.ts";
import { problemText } from "../../text/problem-text.ts";
import { text } from "../../text/text.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { PasswordField } from "../../ui/PasswordField.tsx";
import { focusFirstInvalid } from "../sign-in/form-focus.ts";
import { AccountHint } from "./AccountHint.tsx";

interface PasswordDialogProps {
  title: string;
  text: string;
  confirm: string;
  danger?: boolean;
  /** Another field beside the password, after it. */
  children?: ComponentChildren;
  /** What speaks against going on in that field. */
  isReady?: boolean;
  /** Told once the person has tried, so that the other field shows what it misses. */
  onTry?: () => void;
  act: (password: string) => Promise<Result<unknown>>;
  /** A refusal that belongs to the other field; true when it is shown there. */
  onRefused?: (code: string) => boolean;
  onDone: () => void;
  onClose: () => void;
}

/** The gate of what must not be done from a session somebody left open: the password once more. */
export function PasswordDialog(props: PasswordDialogProps) {
  const formId = useId();
  const form = useRef<HTMLFormElement>(null);
  const password = useSignal("");
  const wrong = useSignal<string | null>(null);
  const tried = useSignal(false);
  const busy = useSignal(false);
  const problem = useSignal<string | null>(null);
  const words = text().settings;

  const error =
    tried.value && password.value === ""
      ? words.password_old_missing
      : wrong.value !== null && wrong.value === password.value
        ? words.password_old_wrong
        : null;

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy.value) return;
    tried.value = true;
    problem.value = null;
    props.onTry?.();
    if (password.value === "" || props.isReady === false) return focusFirstInvalid(form.current);
    busy.value = true;
    const result = await props.act(password.value);
    busy.value = false;
    if (result.ok) return props.onDone();
    if (result.problem.code === "wrong_credentials") wrong.value = password.value;
    else if (!props.onRefused?.(result.problem.code)) problem.value = problemText(result.problem);
    focusFirstInvalid(form.current);
  };

  return (
    <Dialog
      title={props.title}
      onClose={props.onClose}
      actions={
        <>
          <Button onClick={props.onClose}>{text().app.cancel}</Button>
          <Button type="submit" form={formId} look={props.danger ? "danger" : "primary"} busy={busy.value}>
            {props.confirm}
          </Button>
        </>
      }
    >
      <p>{props.text}</p>
      <form id={formId} ref={form} class="settings-form settings-dialog-form" onSubmit={submit} noValidate aria-busy={busy.value}>
        <AccountHint />
        <PasswordField
          label={words.password_old}
          name="password"
          autocomplete="current-password"
          value={password.value}
          error={error}
          onInput={(value) => (password.value = value)}
        />
        {props.children}
        <div role="alert" class="form-problem">
          {problem.value}
        </div>
      </form>
    </Dialog>
  );
}
