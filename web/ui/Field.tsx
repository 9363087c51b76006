import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { verbatim } from "./verbatim.ts";
import "./Field.css";

interface FieldProps {
  label: string;
  name: string;
  value: string;
  onInput: (value: string) => void;
  onBlur?: () => void;
  type?: "text" | "email";
  /** Beside the label, such as "optional". */
  aside?: string;
  hint?: string;
  error?: string | null;
  autocomplete: string;
  maxLength?: number;
  /** For names that are not words: no capitals, no spelling help. */
  verbatim?: boolean;
  required?: boolean;
}

/** A labelled text field with its hint and its error, tied together for assistive technology. */
export function Field(props: FieldProps) {
  const id = useId();
  return (
    <FieldFrame id={id} label={props.label} aside={props.aside} hint={props.hint} error={props.error}>
      <input
        id={id}
        class="field-input"
        type={(props.type ?? "text") as "text"}
        name={props.name}
        value={props.value}
        maxLength={props.maxLength}
        autocomplete={props.autocomplete}
        required={props.required}
        {...(props.verbatim ? verbatim : {})}
        dir={props.verbatim ? "ltr" : "auto"}
        aria-invalid={props.error ? true : undefined}
        aria-describedby={describedBy(id, props)}
        onInput={(event) => props.onInput(event.currentTarget.value)}
        onBlur={props.onBlur}
      />
    </FieldFrame>
  );
}

/** The ids of a field's hint and error, for `aria-describedby`. */
export function describedBy(
  id: string,
  parts: { hint?: string | undefined; error?: string | null | undefined },
): string | undefined {
  const ids = [parts.error ? `${id}-error` : null, parts.hint ? `${id}-hint` : null].filter((part) => part !== null);
  return ids.length > 0 ? ids.join(" ") : undefined;
}

interface FieldFrameProps {
  id: string;
  label: string;
  aside?: string | undefined;
  hint?: string | undefined;
  error?: string | null | undefined;
  children: ComponentChildren;
}

/** Label above, hint and error below. The alert's element is always there, so that its text is announced when it comes. */
export function FieldFrame({ id, label, aside, hint, error, children }: FieldFrameProps) {
  return (
    <div class="field">
      <div class="field-head">
        <label for={id}>{label}</label>
        {aside && <span class="field-aside">{aside}</span>}
      </div>
      {children}
      <div role="alert" id={`${id}-error`} class="field-error">
        {error}
      </div>
      {hint && !error && (
        <p id={`${id}-hint`} class="field-hint">
          {hint}
        </p>
      )}
    </div>
  );
}
