import { useSignal } from "@preact/signals";
import { limits } from "#protocol/limits.ts";
import { cleanName, codePoints } from "#protocol/text.ts";
import { useParlor } from "../../parlor-context.ts";
import { problemText } from "../../text/problem-text.ts";
import { text } from "../../text/text.ts";
import { Button } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { showToast } from "../../ui/toasts.ts";

export function ProfileSettings() {
  const parlor = useParlor();
  const me = parlor.me.value;
  const name = useSignal(me?.display_name ?? "");
  const email = useSignal(me?.email ?? "");
  const emailRefused = useSignal<{ email: string; text: string } | null>(null);
  const problem = useSignal<string | null>(null);
  const busy = useSignal(false);
  const words = text().settings;
  if (!me) return null;

  const clean = cleanName(name.value);
  const nameError =
    clean === ""
      ? words.profile_name_missing
      : codePoints(clean) > limits.display_name.max
        ? text().register.display_name_long(limits.display_name.max)
        : null;
  const changed = clean !== me.display_name || email.value.trim() !== (me.email ?? "");

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy.value || nameError || !changed) return;
    busy.value = true;
    problem.value = null;
    const address = email.value.trim();
    const result = await parlor.call("account.update", {
      ...(clean !== me.display_name ? { display_name: clean } : {}),
      ...(address !== (me.email ?? "") ? { email: address === "" ? null : address } : {}),
    });
    busy.value = false;
    if (result.ok) {
      name.value = clean;
      showToast(words.saved);
    } else if (result.problem.code === "email_taken" || result.problem.field === "email") {
      const sentence = result.problem.code === "email_taken" ? result.problem.message : words.profile_email_bad;
      emailRefused.value = { email: email.value, text: sentence };
    } else {
      problem.value = problemText(result.problem);
    }
  };

  return (
    <form class="settings-form" onSubmit={submit} noValidate>
      <dl class="settings-fact">
        <dt>{words.profile_username}</dt>
        <dd>@{me.username}</dd>
      </dl>
      <Field
        label={words.profile_name}
        name="name"
        autocomplete="name"
        value={name.value}
        hint={text().register.display_name_hint}
        error={nameError}
        onInput={(value) => (name.value = value)}
      />
      <Field
        label={words.profile_email}
        aside={text().register.optional}
        name="email"
        type="email"
        autocomplete="email"
        verbatim
        value={email.value}
        hint={words.profile_email_hint}
        error={emailRefused.value?.email === email.value ? emailRefused.value.text : null}
        onInput={(value) => (email.value = value)}
      />
      <div role="alert" class="form-problem">
        {problem.value}
      </div>
      <Button type="submit" look="primary" busy={busy.value} disabled={!changed || nameError !== null}>
        {busy.value ? words.saving : words.save}
      </Button>
    </form>
  );
}
