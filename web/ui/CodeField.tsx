import { useId } from "preact/hooks";
import { describedBy, FieldFrame } from "./Field.tsx";
import { verbatim } from "./verbatim.ts";

interface CodeFieldProps {
  label: string;
  value: string;
  hint?: string;
  error: string | null;
  /** A recovery code, which has letters too, is as good. */
  recovery?: boolean;
  onInput: (value: string) => void;
}

/** A code of an authenticator app, which password managers and phones fill in. */
export function CodeField({ label, value, hint, error, recovery = false, onInput }: CodeFieldProps) {
  const id = useId();
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error}>
      <input
        id={id}
        class="field-input field-code"
        type="text"
        name="totp"
        inputMode={recovery ? "text" : "numeric"}
        autocomplete="one-time-code"
        {...verbatim}
        autocapitalize="characters"
        dir="ltr"
        maxLength={32}
        required
        value={value}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(id, { hint, error })}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </FieldFrame>
  );
}
