import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import type { ConversationView } from "#client/parlor.ts";
import { limits } from "#protocol/limits.ts";
import { cleanName, codePoints } from "#protocol/text.ts";
import { useParlor } from "../../parlor-context.ts";
import { text } from "../../text/text.ts";
import { Button } from "../../ui/Button.tsx";
import { describedBy, Field, FieldFrame } from "../../ui/Field.tsx";
import { Segmented } from "../../ui/Segmented.tsx";
import { Switch } from "../../ui/Switch.tsx";
import { RoomPasswordSetting } from "./RoomPasswordSetting.tsx";
import { useRoomChange } from "./use-room-change.ts";

/** What a room is, which belongs to its owner: name, description, password, who may come and what they may read. */
export function RoomSettings({ view }: { view: ConversationView }) {
  const parlor = useParlor();
  const { change } = useRoomChange(view);
  const { room } = view.summary.value;
  const words = text().rooms;
  if (!room) return null;
  return (
    <section class="room-part">
      <h3>{words.settings}</h3>
      <NameForm view={view} />
      <RoomPasswordSetting view={view} />
      {(parlor.server.value?.guests || room.guests) && (
        <Switch
          label={words.guests_allowed}
          hint={words.guests_allowed_hint}
          checked={room.guests}
          onChange={(guests) => change({ guests })}
        />
      )}
      <Switch label={words.listed} hint={words.listed_hint} checked={room.listed} onChange={(listed) => change({ listed })} />
      <Segmented<"start" | "join">
        label={words.history}
        value={room.history_from}
        options={[
          { value: "start", label: words.history_start },
          { value: "join", label: words.history_join },
        ]}
        onChange={(history_from) => void change({ history_from })}
      />
    </section>
  );
}

function NameForm({ view }: { view: ConversationView }) {
  const { name, room } = view.summary.value;
  const typedName = useSignal(name);
  const typedDescription = useSignal(room?.description ?? "");
  const { busy, change } = useRoomChange(view);
  const descriptionId = useId();
  const words = text().rooms;

  const clean = cleanName(typedName.value);
  const description = typedDescription.value.trim();
  const nameError = clean === "" ? words.name_missing : codePoints(clean) > limits.room_name.max ? words.name_long : null;
  const descriptionError = codePoints(description) > limits.room_description.max ? words.description_long : null;
  const isChanged = clean !== name || description !== (room?.description ?? "");

  const submit = async (event: Event) => {
    event.preventDefault();
    if (nameError || descriptionError || !isChanged) return;
    await change(
      { ...(clean !== name ? { name: clean } : {}), ...(description !== room?.description ? { description } : {}) },
      words.saved,
    );
  };

  return (
    <form class="room-form" onSubmit={submit} noValidate>
      <Field
        label={words.name}
        name="room-name"
        autocomplete="off"
        value={typedName.value}
        error={nameError}
        onInput={(value) => (typedName.value = value)}
      />
      <FieldFrame id={descriptionId} label={words.description} aside={text().home.optional} error={descriptionError}>
        <textarea
          id={descriptionId}
          class="field-input room-description-field"
          name="room-description"
          rows={3}
          dir="auto"
          value={typedDescription.value}
          aria-invalid={descriptionError ? true : undefined}
          aria-describedby={describedBy(descriptionId, { error: descriptionError })}
          onInput={(event) => (typedDescription.value = event.currentTarget.value)}
        />
      </FieldFrame>
      {isChanged && (
        <div>
          <Button type="submit" look="primary" busy={busy} disabled={nameError !== null || descriptionError !== null}>
            {words.save}
          </Button>
        </div>
      )}
    </form>
  );
}
