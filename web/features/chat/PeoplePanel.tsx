import { useSignal } from "@preact/signals";
import { X } from "lucide";
import { useCallback, useEffect } from "preact/hooks";
import type { ConversationView } from "#client/parlor.ts";
import type { Member } from "#protocol/objects/conversation.ts";
import { useParlor } from "../../parlor-context.ts";
import { goBack } from "../../router/router.ts";
import { problemText } from "../../text/problem-text.ts";
import { text } from "../../text/text.ts";
import { Avatar } from "../../ui/Avatar.tsx";
import { Button } from "../../ui/Button.tsx";
import { IconButton } from "../../ui/IconButton.tsx";
import { PresenceMark } from "../../ui/PresenceMark.tsx";
import "./PeoplePanel.css";

/** Changes that come close together make one new look at the list. */
const settleMs = 1_000;

/** Who is in the conversation, those online first; a page at a time, because a lobby may hold thousands. */
export function PeoplePanel({ view }: { view: ConversationView }) {
  const parlor = useParlor();
  const members = useSignal<readonly Member[] | null>(null);
  const cursor = useSignal<string | null>(null);
  const problem = useSignal<string | null>(null);
  const words = text().people;
  const { id, online_count, member_count, kind } = view.summary.value;

  const loadFirst = useCallback(async () => {
    const result = await view.members();
    problem.value = result.ok ? null : problemText(result.problem);
    if (!result.ok) return;
    members.value = result.value.members;
    cursor.value = result.value.next_cursor;
  }, [view]);

  const loadMore = async () => {
    if (cursor.value === null) return;
    const result = await view.members(cursor.value);
    problem.value = result.ok ? null : problemText(result.problem);
    if (!result.ok) return;
    const known = new Set(members.value?.map(({ person }) => person.id));
    members.value = [...(members.value ?? []), ...result.value.members.filter(({ person }) => !known.has(person.id))];
    cursor.value = result.value.next_cursor;
  };

  useEffect(() => {
    void loadFirst();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = (conversation: string) => {
      if (conversation !== id) return;
      clearTimeout(timer);
      timer = setTimeout(() => void loadFirst(), settleMs);
    };
    const stops = [
      parlor.on("member.joined", (event) => refresh(event.conversation)),
      parlor.on("member.left", (event) => refresh(event.conversation)),
      parlor.on("conversation.presence", (event) => refresh(event.conversation)),
    ];
    return () => {
      clearTimeout(timer);
      for (const stop of stops) stop();
    };
  }, [parlor, id, loadFirst]);

  const close = () => {
    goBack({ kind: "conversation", id, people: false });
  };

  const online = members.value?.filter(({ presence }) => presence !== "offline") ?? [];
  const offline = members.value?.filter(({ presence }) => presence === "offline") ?? [];

  return (
    // biome-ignore lint/a11y/noNoninteractiveElementInteractions: Escape works from anything inside; the close button does the same
    <aside
      class="people"
      aria-label={words.title}
      data-region="people"
      onKeyDown={(event) => {
        if (event.key === "Escape") close();
      }}
    >
      <header class="people-head">
        <div>
          <h2>{words.title}</h2>
          <p>{words.summary(online_count, member_count)}</p>
        </div>
        <IconButton icon={X} label={words.close} onClick={close} />
      </header>
      <div class="people-list">
        <p class="people-readers">{text().conversation.who_can_read[kind].full}</p>
        {problem.value && (
          <div class="people-problem" role="alert">
            <p>{problem.value}</p>
            <Button onClick={() => void loadFirst()}>{text().app.try_again}</Button>
          </div>
        )}
        <Group title={words.online} members={online} />
        <Group title={words.offline} members={offline} />
        {cursor.value !== null && <Button onClick={() => void loadMore()}>{words.more}</Button>}
      </div>
    </aside>
  );
}

function Group({ title, members }: { title: string; members: readonly Member[] }) {
  const me = useParlor().me.value?.id;
  const words = text().people;
  if (members.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ul>
        {members.map(({ person, presence, role }) => (
          <li key={person.id} class={presence === "offline" ? "person person-away" : "person"}>
            <span class="person-picture">
              <Avatar id={person.id} name={person.name} size={36} />
              <PresenceMark state={presence} />
            </span>
            <span class="person-name">
              <bdi>{person.name}</bdi> {person.id === me && <span class="person-note">{words.you}</span>}
            </span>
            {words.role[role] && <span class="person-note">{words.role[role]}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
