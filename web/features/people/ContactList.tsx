import type { Contact } from "#protocol/objects/contact.ts";
import { useParlor } from "../../parlor-context.ts";
import { text } from "../../text/text.ts";
import { Empty } from "../../ui/Empty.tsx";
import { PersonRow } from "./PersonRow.tsx";
import { presenceText } from "./presence-text.ts";

/** The contacts: those who are here, then the others, each by name. */
export function ContactList() {
  const contacts = useParlor().people.contacts.value;
  const words = text().contacts;
  if (contacts.length === 0) return <Empty title={words.contacts_empty_title} text={words.contacts_empty_text} />;
  return (
    <div class="people-groups">
      <Group title={words.online} contacts={contacts.filter(({ presence }) => presence !== "offline")} />
      <Group title={words.others} contacts={contacts.filter(({ presence }) => presence === "offline")} />
    </div>
  );
}

function Group({ title, contacts }: { title: string; contacts: readonly Contact[] }) {
  if (contacts.length === 0) return null;
  return (
    <section class="people-group" aria-label={title}>
      <h2>{title}</h2>
      <ul>
        {contacts.map(({ person, presence, last_seen_at }) => (
          <PersonRow key={person.id} person={person} presence={presence} note={presenceText(presence, last_seen_at)} />
        ))}
      </ul>
    </section>
  );
}
