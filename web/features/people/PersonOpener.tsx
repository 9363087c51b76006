import type { ComponentChildren } from "preact";
import { text } from "../../text/text.ts";
import { openPerson, type PersonShown } from "./opened-person.ts";
import "./PersonOpener.css";

interface PersonOpenerProps {
  person: PersonShown;
  class?: string;
  tabIndex?: number;
  /** A second way for the pointer beside one that everybody reaches: a picture next to its name. */
  pointerOnly?: boolean;
  children: ComponentChildren;
}

/** A name or a picture that opens the person's card. */
export function PersonOpener({ person, class: more, tabIndex, pointerOnly = false, children }: PersonOpenerProps) {
  return (
    <button
      type="button"
      class={more ? `person-opener ${more}` : "person-opener"}
      tabIndex={pointerOnly ? -1 : tabIndex}
      aria-hidden={pointerOnly || undefined}
      aria-haspopup={pointerOnly ? undefined : "dialog"}
      title={text().contacts.more(person.name)}
      onClick={(event) => openPerson(person, event.currentTarget)}
    >
      {children}
    </button>
  );
}
