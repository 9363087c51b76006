import type { ComponentChildren } from "preact";
import type { Person, PresenceState } from "#protocol/objects/person.ts";
import { text } from "../../text/text.ts";
import { PresenceMark } from "../../ui/PresenceMark.tsx";
import { openPerson } from "./opened-person.ts";
import { PersonAvatar } from "./PersonAvatar.tsx";
import "./PersonRow.css";

interface PersonRowProps {
  person: Person;
  /** Under the name, after the username. */
  note: string;
  presence?: PresenceState;
  /** Buttons at the end of the row. */
  children?: ComponentChildren;
}

/** A person in a list. The person opens their card; what can be done at once stands at the end. */
export function PersonRow({ person, note, presence, children }: PersonRowProps) {
  return (
    <li class="person-row">
      <button
        type="button"
        class="person-row-who"
        title={text().contacts.more(person.name)}
        onClick={(event) => openPerson(person, event.currentTarget)}
      >
        <span class="person-picture">
          <PersonAvatar id={person.id} name={person.name} picture={person.picture} size={44} />
          {presence && <PresenceMark state={presence} besideWords />}
        </span>
        <span class="person-row-text">
          <span class="person-row-name own-direction" dir="auto">
            {person.name}
          </span>
          <span class="person-row-note">
            {person.username && <span dir="ltr">@{person.username}</span>}
            <span>{note}</span>
          </span>
        </span>
      </button>
      {children && <span class="person-row-acts">{children}</span>}
    </li>
  );
}
