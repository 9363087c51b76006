import { useSignal } from "@preact/signals";
import { useEffect, useId, useLayoutEffect, useRef } from "preact/hooks";
import type { AccountId } from "#protocol/ids.ts";
import type { Profile } from "#protocol/objects/contact.ts";
import { useParlor } from "../../parlor-context.ts";
import { narrow } from "../../platform/page.ts";
import { monthAndYear } from "../../text/dates.ts";
import { problemText } from "../../text/problem-text.ts";
import { text } from "../../text/text.ts";
import { Avatar } from "../../ui/Avatar.tsx";
import { PresenceMark } from "../../ui/PresenceMark.tsx";
import { CardActions } from "./CardActions.tsx";
import { closedPerson, openedPerson } from "./opened-person.ts";
import { placeBeside } from "./place-beside.ts";
import { presenceText } from "./presence-text.ts";
import "./PersonCard.css";

/** The card of the person that was clicked: who they are, and what can be done about them. */
export function PersonCard() {
  const opened = openedPerson.value;
  return opened && <Card key={opened.id} opened={opened} />;
}

function Card({ opened }: { opened: NonNullable<typeof openedPerson.value> }) {
  const parlor = useParlor();
  const titleId = useId();
  const element = useRef<HTMLDivElement>(null);
  const profile = useSignal<Profile | null>(null);
  const note = useSignal<string | null>(null);
  const words = text().card;
  const { id, anchor } = opened;

  useLayoutEffect(() => {
    const card = element.current;
    card?.showPopover();
    card?.focus({ preventScroll: true });
  }, []);

  // It grows with what is learnt about the person.
  useLayoutEffect(() => {
    if (element.current && anchor && !narrow.value) placeBeside(element.current, anchor);
  });

  useEffect(() => {
    // Guests have no profile, and see none.
    if (opened.kind === "guest" || parlor.guest.peek()) return;
    const load = async () => {
      const answer = await parlor.call("user.get", { user: id as AccountId });
      if (answer.ok) profile.value = answer.value;
      const isUnknown = !answer.ok && answer.problem.code === "user_not_found";
      note.value = answer.ok ? null : isUnknown ? words.unknown : problemText(answer.problem);
    };
    void load();
    // What the lists do not tell: whether this person is blocked.
    return parlor.on("block.changed", () => void load());
  }, [parlor, opened, id, words]);

  const shown = profile.value;
  const face = parlor.people.face(id);
  const name = face?.name || shown?.person.name || opened.name;
  const relation = parlor.people.relationTo(id) ?? (shown ? (shown.relation === "blocked" ? "blocked" : "none") : null);
  const isClose = relation === "contact" || relation === "self";
  const state = relation === "self" ? "online" : parlor.presence.of(id).value;

  return (
    <div
      ref={element}
      class={anchor ? "person-card" : "person-card person-card-centred"}
      popover="auto"
      role="dialog"
      aria-labelledby={titleId}
      tabIndex={-1}
      onToggle={(event) => {
        if (event.newState === "closed") closedPerson(opened);
      }}
    >
      <div class="person-card-head">
        <Avatar id={id} name={name} picture={shown?.picture ?? face?.picture} size={72} />
        <div class="person-card-who">
          <h2 id={titleId} dir="auto">
            {name}
          </h2>
          {shown?.person.username && (
            <p class="person-card-username" dir="ltr">
              @{shown.person.username}
            </p>
          )}
          {isClose && (
            <p class="person-card-presence">
              <PresenceMark state={state} besideWords />
              {presenceText(state, parlor.presence.lastSeen(id).value)}
            </p>
          )}
          {opened.kind === "guest" && <p class="person-card-note">{words.guest}</p>}
        </div>
      </div>
      {shown?.bio && (
        <p class="person-card-bio" dir="auto">
          {shown.bio}
        </p>
      )}
      {shown && (
        <p class="person-card-note">
          {shown.visibility === "private" ? `${words.private} · ` : ""}
          {words.since(monthAndYear(shown.created_at))}
        </p>
      )}
      {note.value && <p class="person-card-note">{note.value}</p>}
      {relation && (shown || isClose) && (
        <CardActions
          id={id}
          name={name}
          username={shown?.person.username ?? null}
          relation={relation}
          close={() => element.current?.hidePopover()}
        />
      )}
    </div>
  );
}
