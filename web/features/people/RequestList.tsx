import { useSignal } from "@preact/signals";
import type { FriendRequestId } from "#protocol/ids.ts";
import type { FriendRequest } from "#protocol/objects/contact.ts";
import { useParlor } from "../../parlor-context.ts";
import { shortTime } from "../../text/dates.ts";
import { text } from "../../text/text.ts";
import { Button } from "../../ui/Button.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { PersonRow } from "./PersonRow.tsx";
import { peopleActions } from "./people-actions.ts";
import { useRowFocus } from "./use-row-focus.ts";

/** Open requests: those to answer first, then one's own. */
export function RequestList() {
  const parlor = useParlor();
  const { incoming, outgoing } = parlor.people;
  const actions = peopleActions(parlor);
  const busy = useSignal<FriendRequestId | null>(null);
  const list = useRowFocus(incoming.value.length + outgoing.value.length);
  const words = text().contacts;

  const run = (act: (request: FriendRequest) => Promise<unknown>, request: FriendRequest) => async () => {
    busy.value = request.id;
    await act(request);
    busy.value = null;
  };

  return (
    <div class="people-groups" ref={list} tabIndex={-1}>
      {incoming.value.length + outgoing.value.length === 0 && (
        <Empty title={words.requests_empty_title} text={words.requests_empty_text} />
      )}
      {incoming.value.length > 0 && (
        <section class="people-group" aria-label={words.incoming}>
          <h2>{words.incoming}</h2>
          <ul>
            {incoming.value.map((request) => {
              const { id, person, created_at } = request;
              return (
                <PersonRow key={id} person={person} note={words.asked_you(shortTime(created_at))}>
                  <Button
                    look="primary"
                    label={words.accept_label(person.name)}
                    busy={busy.value === id}
                    onClick={run(actions.accept, request)}
                  >
                    {words.accept}
                  </Button>
                  <Button label={words.reject_label(person.name)} busy={busy.value === id} onClick={run(actions.reject, request)}>
                    {words.reject}
                  </Button>
                </PersonRow>
              );
            })}
          </ul>
        </section>
      )}
      {outgoing.value.length > 0 && (
        <section class="people-group" aria-label={words.outgoing}>
          <h2>{words.outgoing}</h2>
          <ul>
            {outgoing.value.map((request) => {
              const { id, person, created_at } = request;
              return (
                <PersonRow key={id} person={person} note={words.you_asked(shortTime(created_at))}>
                  <Button label={words.cancel_label(person.name)} busy={busy.value === id} onClick={run(actions.cancel, request)}>
                    {words.cancel}
                  </Button>
                </PersonRow>
              );
            })}
          </ul>
        </section>
      )}
    </div>
  );
}
