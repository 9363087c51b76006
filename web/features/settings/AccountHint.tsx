import { useParlor } from "../../parlor-context.ts";

/** Tells a password manager whose password the form is about. */
export function AccountHint() {
  const parlor = useParlor();
  return (
    <input
      class="visually-hidden"
      type="text"
      name="username"
      autocomplete="username"
      value={parlor.me.value?.username}
      readOnly
      tabIndex={-1}
      aria-hidden="true"
    />
  );
}
