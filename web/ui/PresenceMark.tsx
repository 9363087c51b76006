import type { PresenceState } from "#protocol/objects/person.ts";
import { text } from "../text/text.ts";
import "./PresenceMark.css";

interface PresenceMarkProps {
  state: PresenceState;
  /** The state stands beside it in words already. */
  besideWords?: boolean;
}

/** Presence by shape as well as colour: full when online, half when away, hollow when offline. */
export function PresenceMark({ state, besideWords = false }: PresenceMarkProps) {
  return (
    <span class={`presence presence-${state}`}>
      {!besideWords && <span class="visually-hidden">{text().people.presence[state]}</span>}
    </span>
  );
}
