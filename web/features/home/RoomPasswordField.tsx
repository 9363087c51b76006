import { text } from "../../text/text.ts";
import { PasswordField } from "../../ui/PasswordField.tsx";

interface RoomPasswordFieldProps {
  value: string;
  error: string | null;
  onInput: (value: string) => void;
}

/** The password of a room. No password manager should take it for that of an account. */
export function RoomPasswordField({ value, error, onInput }: RoomPasswordFieldProps) {
  const words = text().home;
  return (
    <div class="room-password">
      <p role="status" class="field-hint">
        {words.password_asked}
      </p>
      <PasswordField
        label={words.password}
        name="room-password"
        autocomplete="off"
        value={value}
        error={error}
        onInput={onInput}
      />
    </div>
  );
}
