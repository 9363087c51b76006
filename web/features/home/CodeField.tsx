import { useId } from "preact/hooks";
import { limits } from "#protocol/limits.ts";
import { cleanRoomCode } from "#protocol/room-code.ts";
import { text } from "../../text/text.ts";
import { describedBy, FieldFrame } from "../../ui/Field.tsx";
import { verbatim } from "../../ui/verbatim.ts";

interface CodeFieldProps {
  value: string;
  error: string | null;
  onInput: (code: string) => void;
  onBlur?: () => void;
  /** Beside the field. */
  children?: preact.ComponentChildren;
}

/** A room code as it is typed: capitals by itself, and a pasted link becomes the code in it. */
export function CodeField({ value, error, onInput, onBlur, children }: CodeFieldProps) {
  const id = useId();
  const words = text().home;
  return (
    <FieldFrame id={id} label={words.code} hint={words.code_hint} error={error}>
      <div class="code-row">
        <input
          id={id}
          class="field-input code-input"
          type="text"
          name="room-code"
          value={value}
          autocomplete="off"
          {...verbatim}
          autocapitalize="characters"
          dir="ltr"
          inputMode="text"
          placeholder={"·".repeat(limits.room_code.length)}
          aria-invalid={error ? true : undefined}
          aria-describedby={describedBy(id, { hint: error ? undefined : words.code_hint, error })}
          onInput={(event) => {
            const field = event.currentTarget;
            const { value: typed, selectionStart } = field;
            const code = cleanRoomCode(typed);
            onInput(code);
            if (code === typed) return;
            // Written back at once, so that the cursor stays where it was when only a capital was made of a letter.
            field.value = code;
            const at = code.length === typed.length ? selectionStart : code.length;
            field.setSelectionRange(at, at);
          }}
          onBlur={onBlur}
        />
        {children}
      </div>
    </FieldFrame>
  );
}
