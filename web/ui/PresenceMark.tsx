import type { PresenceState } from "#protocol/objects/person.ts";
import { text } from "../text/text.ts";
import "./PresenceMark.css";

/** Presence by shape as well as colour: full when online, half when away, hollow when offline. */
export function PresenceMark({ state }: { state: PresenceState }) {
  return (
    <span class={`presence presence-${state}`}>
      <span class="visually-hidden">{text().people.presence[state]}</span>
    </span>
  );
}
