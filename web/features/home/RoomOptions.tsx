import { useSignal } from "@preact/signals";
import { limits } from "#protocol/limits.ts";
import { cleanName, codePoints } from "#protocol/text.ts";
import { text } from "../../text/text.ts";
import { Field } from "../../ui/Field.tsx";
import { PasswordField } from "../../ui/PasswordField.tsx";
import { Segmented } from "../../ui/Segmented.tsx";

type Retention = "session" | "persistent";

/** What a new room may be given before it is made; everything has a default. */
export function useRoomOptions(initial: Retention = "session") {
  const name = useSignal("");
  const password = useSignal("");
  const retention = useSignal<Retention>(initial);
  const clean = cleanName(name.value);
  return {
    name,
    password,
    retention,
    fault: codePoints(clean) > limits.room_name.max ? text().rooms.name_long : null,
    input: {
      retention: retention.value,
      ...(clean ? { name: clean } : {}),
      ...(password.value ? { password: password.value } : {}),
    },
  };
}

export type RoomOptionsState = ReturnType<typeof useRoomOptions>;

/** The options behind a disclosure: most rooms need none. */
export function RoomOptions({ options }: { options: RoomOptionsState }) {
  return (
    <details class="room-options">
      <summary>{text().home.options}</summary>
      <div class="room-options-body">
        <RoomOptionFields options={options} />
      </div>
    </details>
  );
}

export function RoomOptionFields({ options }: { options: RoomOptionsState }) {
  const words = text().home;
  return (
    <>
      <Field
        label={words.room_name}
        aside={words.optional}
        name="room-name"
        autocomplete="off"
        value={options.name.value}
        hint={text().rooms.new_name_hint}
        error={options.fault}
        onInput={(value) => (options.name.value = value)}
      />
      <PasswordField
        label={words.new_password}
        aside={words.optional}
        name="new-room-password"
        autocomplete="off"
        optional
        value={options.password.value}
        hint={words.new_password_hint}
        onInput={(value) => (options.password.value = value)}
      />
      <Segmented<Retention>
        label={words.retention}
        value={options.retention.value}
        options={[
          { value: "session", label: words.retention_session },
          { value: "persistent", label: words.retention_persistent },
        ]}
        onChange={(value) => (options.retention.value = value)}
      />
    </>
  );
}
