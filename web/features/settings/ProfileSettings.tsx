import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { isOldEnough } from "#protocol/age.ts";
import { limits } from "#protocol/limits.ts";
import type { OwnAccount } from "#protocol/objects/account.ts";
import type { Input } from "#protocol/operations/index.ts";
import { cleanName, codePoints } from "#protocol/text.ts";
import { useParlor } from "../../parlor-context.ts";
import { problemText } from "../../text/problem-text.ts";
import { text } from "../../text/text.ts";
import { Button } from "../../ui/Button.tsx";
import { describedBy, Field, FieldFrame } from "../../ui/Field.tsx";
import { Segmented } from "../../ui/Segmented.tsx";
import { showToast } from "../../ui/toasts.ts";
import { focusFirstInvalid } from "../sign-in/form-focus.ts";
import { PictureSettings } from "./PictureSettings.tsx";
import { useChangedFields } from "./use-changed-fields.ts";

/** From here on the characters left are counted. */
const nearLimit = 100;

export function ProfileSettings() {
  const me = useParlor().me.value;
  return (
    me && (
      <>
        <PictureSettings me={me} />
        <ProfileForm me={me} />
      </>
    )
  );
}

type Profile = Required<Input<"account.update">>;
const emptyToNull = (value: string) => (value === "" ? null : value);

function profileOf({ display_name, email, bio, birth_date, visibility }: OwnAccount): Profile {
  return { display_name, email, bio, birth_date, visibility };
}

function pick(profile: Profile, names: Partial<Profile>): Partial<Profile> {
  return Object.fromEntries(Object.entries(profile).filter(([name]) => name in names));
}

function ProfileForm({ me }: { me: OwnAccount }) {
  const parlor = useParlor();
  const bioId = useId();
  const birthId = useId();
  const { fields, set, changes } = useChangedFields<Profile>(profileOf(me));
  const birthIncomplete = useSignal(false);
  const refused = useSignal<{ field: string; value: unknown; text: string } | null>(null);
  const problem = useSignal<string | null>(null);
  const busy = useSignal(false);
  const words = text().settings;

  const name = cleanName(fields.display_name);
  const bioLeft = limits.bio.max - codePoints(fields.bio.trim());
  const { birth_date } = fields;
  /** What the server has said of a value stands while the value does. */
  const refusedOf = (field: keyof Profile) =>
    refused.value?.field === field && refused.value.value === fields[field] ? refused.value.text : null;
  const errors = {
    display_name:
      name === ""
        ? words.profile_name_missing
        : codePoints(name) > limits.display_name.max
          ? text().register.display_name_long(limits.display_name.max)
          : null,
    email: refusedOf("email"),
    bio: bioLeft < 0 ? words.profile_bio_long : null,
    birth_date: birthIncomplete.value
      ? words.profile_birth_bad
      : birth_date !== null && !isOldEnough(birth_date, Date.now())
        ? words.profile_birth_young
        : refusedOf("birth_date"),
  };
  const isRight = Object.values(errors).every((error) => error === null);

  const submit = async (event: Event & { currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    if (busy.value) return;
    problem.value = null;
    if (!isRight) return focusFirstInvalid(event.currentTarget);
    busy.value = true;
    const result = await parlor.call("account.update", changes);
    busy.value = false;
    if (result.ok) {
      // As the server keeps it, which may be tidier than what was typed.
      set(pick(profileOf(result.value), changes));
      showToast(words.saved);
      return;
    }
    const { field, code } = result.problem;
    const sentence = field === "email" && code === "invalid_input" ? words.profile_email_bad : problemText(result.problem);
    if (field === "email" || field === "birth_date") refused.value = { field, value: fields[field], text: sentence };
    else problem.value = sentence;
  };

  return (
    <form class="settings-form" onSubmit={submit} noValidate>
      <dl class="settings-fact">
        <dt>{words.profile_username}</dt>
        <dd dir="ltr">@{me.username}</dd>
      </dl>
      <Field
        label={words.profile_name}
        name="name"
        autocomplete="name"
        value={fields.display_name}
        hint={text().register.display_name_hint}
        error={errors.display_name}
        onInput={(value) => set({ display_name: value })}
      />
      <FieldFrame
        id={bioId}
        label={words.profile_bio}
        aside={text().register.optional}
        hint={words.profile_bio_hint}
        error={errors.bio}
      >
        <textarea
          id={bioId}
          class="field-input field-area"
          name="bio"
          rows={3}
          dir="auto"
          value={fields.bio}
          aria-invalid={errors.bio ? true : undefined}
          aria-describedby={describedBy(bioId, { hint: words.profile_bio_hint, error: errors.bio })}
          onInput={(event) => set({ bio: event.currentTarget.value })}
        />
        {bioLeft <= nearLimit && bioLeft >= 0 && (
          <p class="field-hint" role="status">
            {words.profile_bio_left(bioLeft)}
          </p>
        )}
      </FieldFrame>
      <Segmented
        label={words.profile_visibility}
        value={fields.visibility}
        options={[
          { value: "public", label: words.profile_public },
          { value: "private", label: words.profile_private },
        ]}
        onChange={(visibility) => set({ visibility })}
      />
      <p class="field-hint settings-under">
        {fields.visibility === "public" ? words.profile_public_hint : words.profile_private_hint}
      </p>
      <Field
        label={words.profile_email}
        aside={text().register.optional}
        name="email"
        type="email"
        autocomplete="email"
        verbatim
        value={fields.email ?? ""}
        hint={words.profile_email_hint}
        error={errors.email}
        onInput={(value) => set({ email: emptyToNull(value.trim()) })}
      />
      <FieldFrame
        id={birthId}
        label={words.profile_birth}
        aside={text().register.optional}
        hint={words.profile_birth_hint}
        error={errors.birth_date}
      >
        <input
          id={birthId}
          class="field-input"
          type="date"
          name="bday"
          autocomplete="bday"
          min="1900-01-01"
          max={new Date().toISOString().slice(0, 10)}
          value={birth_date ?? ""}
          aria-invalid={errors.birth_date ? true : undefined}
          aria-describedby={describedBy(birthId, { hint: words.profile_birth_hint, error: errors.birth_date })}
          onInput={(event) => {
            // Half a date has no value, and must not pass for none.
            birthIncomplete.value = event.currentTarget.validity.badInput;
            set({ birth_date: emptyToNull(event.currentTarget.value) });
          }}
        />
      </FieldFrame>
      <div role="alert" class="form-problem">
        {problem.value}
      </div>
      <Button
        type="submit"
        look="primary"
        busy={busy.value}
        disabled={Object.keys(changes).length === 0 && !birthIncomplete.value}
      >
        {busy.value ? words.saving : words.save}
      </Button>
    </form>
  );
}
