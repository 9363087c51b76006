import { useSignal } from "@preact/signals";
import type { PersonId } from "#protocol/ids.ts";
import type { Relation } from "#protocol/objects/contact.ts";
import { useParlor } from "../../parlor-context.ts";
import { navigate } from "../../router/router.ts";
import { text } from "../../text/text.ts";
import { Button } from "../../ui/Button.tsx";
import { peopleActions } from "./people-actions.ts";
import { askRemoval } from "./removal.ts";

interface CardActionsProps {
  id: PersonId;
  name: string;
  username: string | null;
  relation: Relation;
  close: () => void;
}

/** What can be done about a person, by what they are to the account; it follows while the card is open. */
export function CardActions({ id, name, username, relation, close }: CardActionsProps) {
  const parlor = useParlor();
  const busy = useSignal(false);
  const actions = peopleActions(parlor);
  const words = text().card;
  const incoming = parlor.people.incoming.value.find(({ person }) => person.id === id);
  const outgoing = parlor.people.outgoing.value.find(({ person }) => person.id === id);

  const run = (act: () => Promise<unknown>) => async () => {
    busy.value = true;
    await act();
    busy.value = false;
  };
  const block = (
    <Button
      look="quiet"
      onClick={() => {
        close();
        askRemoval({ id, name, isContact: false });
      }}
    >
      {words.block}
    </Button>
  );

  switch (relation) {
    case "self":
      return (
        <div class="person-card-actions">
          <Button
            onClick={() => {
              close();
              navigate({ kind: "settings", section: "profile" });
            }}
          >
            {words.edit}
          </Button>
        </div>
      );
    case "contact":
      return (
        <div class="person-card-actions">
          <Button
            look="danger"
            onClick={() => {
              close();
              askRemoval({ id, name, isContact: true });
            }}
          >
            {words.remove}
          </Button>
        </div>
      );
    case "requesting":
      return (
        <>
          <p class="person-card-relation">{words.wants}</p>
          <div class="person-card-actions">
            <Button look="primary" busy={busy.value} onClick={run(async () => incoming && actions.accept(incoming))}>
              {words.accept}
            </Button>
            <Button busy={busy.value} onClick={run(async () => incoming && actions.reject(incoming))}>
              {words.reject}
            </Button>
            {block}
          </div>
        </>
      );
    case "requested":
      return (
        <>
          <p class="person-card-relation">{words.sent}</p>
          <div class="person-card-actions">
            <Button busy={busy.value} onClick={run(async () => outgoing && actions.cancel(outgoing))}>
              {words.cancel}
            </Button>
            {block}
          </div>
        </>
      );
    case "blocked":
      return (
        <>
          <p class="person-card-relation">{words.blocked}</p>
          <div class="person-card-actions">
            <Button busy={busy.value} onClick={run(() => actions.unblock({ id, name }))}>
              {words.unblock}
            </Button>
          </div>
        </>
      );
    case "none":
      return (
        <div class="person-card-actions">
          {username && (
            <Button look="primary" busy={busy.value} onClick={run(() => actions.ask({ username, name }))}>
              {words.ask}
            </Button>
          )}
          {block}
        </div>
      );
  }
}
