import { useSignal } from "@preact/signals";
import { Eye, EyeOff, TriangleAlert } from "lucide";
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { text } from "../text/text.ts";
import { describedBy, FieldFrame } from "./Field.tsx";
import { Icon } from "./Icon.tsx";
import { IconButton } from "./IconButton.tsx";
import { verbatim } from "./verbatim.ts";

interface PasswordFieldProps {
  label: string;
  name: string;
  value: string;
  onInput: (value: string) => void;
  /** `off` for a password that is not that of an account. */
  autocomplete: "current-password" | "new-password" | "off";
  /** Beside the label, such as "optional". */
  aside?: string;
  optional?: boolean;
  hint?: string;
  error?: string | null;
  /** What Safari's password manager keeps to when it makes one. */
  rules?: string;
  /** Below the field, such as the checklist of rules; its id is given to the field as its description. */
  children?: ComponentChildren;
  detailsId?: string;
}

/** A password that can be shown, pasted and filled in by a password manager, and that says when Caps Lock is on. */
export function PasswordField(props: PasswordFieldProps) {
  const id = useId();
  const shown = useSignal(false);
  const capsLock = useSignal(false);
  const words = text().password;

  const watchCapsLock = (event: KeyboardEvent) => {
    capsLock.value = event.getModifierState("CapsLock");
  };

  const description = [describedBy(id, props), props.detailsId].filter(Boolean).join(" ");

  return (
    <FieldFrame id={id} label={props.label} aside={props.aside} hint={props.hint} error={props.error}>
      <div class="field-with-button">
        <input
          id={id}
          class="field-input"
          type={(shown.value ? "text" : "password") as "text"}
          name={props.name}
          value={props.value}
          autocomplete={props.autocomplete}
          {...verbatim}
          dir="ltr"
          required={!props.optional}
          aria-invalid={props.error ? true : undefined}
          aria-describedby={description || undefined}
          {...(props.rules ? { passwordrules: props.rules } : {})}
          onInput={(event) => props.onInput(event.currentTarget.value)}
          onKeyDown={watchCapsLock}
          onKeyUp={watchCapsLock}
          onBlur={() => (capsLock.value = false)}
        />
        <IconButton
          icon={shown.value ? EyeOff : Eye}
          label={shown.value ? words.hide : words.show}
          onClick={() => (shown.value = !shown.value)}
        />
      </div>
      <div role="status">
        {capsLock.value && (
          <p class="field-note">
            <Icon icon={TriangleAlert} size={16} />
            {words.caps_lock}
          </p>
        )}
      </div>
      {props.children}
    </FieldFrame>
  );
}
