import { useSignal } from "@preact/signals";
import { useCallback, useEffect } from "preact/hooks";
import { useParlor } from "../../parlor-context.ts";
import { shortTime } from "../../text/dates.ts";
import { problemText } from "../../text/problem-text.ts";
import { text } from "../../text/text.ts";
import { Button } from "../../ui/Button.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { PersonRow } from "./PersonRow.tsx";
import { peopleActions } from "./people-actions.ts";
import { useRowFocus } from "./use-row-focus.ts";

/** Whom one has blocked. Asked for when it is looked at, and again when it has changed. */
export function BlockedList() {
  const parlor = useParlor();
  const { unblock } = peopleActions(parlor);
  const problem = useSignal<string | null>(null);
  const blocked = parlor.people.blocked.value;
  const list = useRowFocus(blocked?.length ?? 0);
  const words = text().contacts;
  const unknown = blocked === null;

  const load = useCallback(async () => {
    const result = await parlor.people.loadBlocked();
    problem.value = result.ok ? null : problemText(result.problem);
  }, [parlor]);

  useEffect(() => {
    if (unknown) void load();
  }, [load, unknown]);

  if (problem.value && !blocked) {
    return (
      <Empty title={words.blocked_failed} text={problem.value}>
        <Button onClick={() => void load()}>{text().app.try_again}</Button>
      </Empty>
    );
  }
  return (
    <div class="people-group" ref={list} tabIndex={-1}>
      {blocked?.length === 0 && <Empty title={words.blocked_empty_title} text={words.blocked_empty_text} />}
      <ul>
        {blocked?.map(({ person, since }) => (
          <PersonRow key={person.id} person={person} note={words.blocked_since(shortTime(since))}>
            <Button label={words.unblock_label(person.name)} onClick={() => void unblock(person)}>
              {words.unblock}
            </Button>
          </PersonRow>
        ))}
      </ul>
    </div>
  );
}
