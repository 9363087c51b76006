import { useSignal } from "@preact/signals";
import { useCallback, useEffect, useRef } from "preact/hooks";
import type { ConversationView } from "#client/parlor.ts";
import type { Member } from "#protocol/objects/conversation.ts";
import { useParlor } from "../../parlor-context.ts";
import { problemText } from "../../text/problem-text.ts";

/** Changes that come close together make one new look at the list; the more of it is shown, the rarer. */
const settleMs = 1_000;

/**
 * Who is in a conversation, a page at a time: a room may hold a thousand. While the list is open it follows what changes:
 * who leaves goes at once, who comes or moves is seen with the next look.
 */
export function useMembers(view: ConversationView) {
  const parlor = useParlor();
  const members = useSignal<readonly Member[] | null>(null);
  const cursor = useSignal<string | null>(null);
  const problem = useSignal<string | null>(null);
  const pages = useRef(1);
  /** Counts looks at the list: one that a later look has overtaken is dropped. */
  const turn = useRef(0);
  const isLoadingMore = useRef(false);

  const load = useCallback(async () => {
    const mine = ++turn.current;
    const found = new Map<string, Member>();
    let next: string | null = null;
    for (let page = 0; page < pages.current; page++) {
      const result: Awaited<ReturnType<typeof view.members>> = await view.members(next ?? undefined);
      if (mine !== turn.current) return;
      problem.value = result.ok ? null : problemText(result.problem);
      if (!result.ok) return;
      for (const member of result.value.members) found.set(member.person.id, member);
      next = result.value.next_cursor;
      if (next === null) break;
    }
    members.value = [...found.values()];
    cursor.value = next;
  }, [view]);

  const loadMore = useCallback(async () => {
    if (cursor.value === null || isLoadingMore.current) return;
    isLoadingMore.current = true;
    const mine = turn.current;
    const result = await view.members(cursor.value);
    isLoadingMore.current = false;
    if (mine !== turn.current) return;
    problem.value = result.ok ? null : problemText(result.problem);
    if (!result.ok) return;
    pages.current++;
    const known = new Set(members.value?.map(({ person }) => person.id));
    members.value = [...(members.value ?? []), ...result.value.members.filter(({ person }) => !known.has(person.id))];
    cursor.value = result.value.next_cursor;
  }, [view]);

  useEffect(() => {
    void load();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const lookAgain = (event: { conversation: string }) => {
      if (event.conversation === view.id) timer ??= setTimeout(look, settleMs * pages.current);
    };
    const look = () => {
      timer = undefined;
      void load();
    };
    const stops = [
      parlor.on("member.joined", lookAgain),
      parlor.on("conversation.presence", lookAgain),
      parlor.on("member.left", ({ conversation, id }) => {
        if (conversation === view.id) members.value = members.value?.filter(({ person }) => person.id !== id) ?? null;
      }),
      parlor.on("member.changed", ({ conversation, member }) => {
        if (conversation !== view.id) return;
        members.value =
          members.value?.map((known) =>
            known.person.id === member.person.id ? { ...member, presence: known.presence } : known,
          ) ?? null;
      }),
    ];
    return () => {
      turn.current++;
      clearTimeout(timer);
      for (const stop of stops) stop();
    };
  }, [parlor, view, load]);

  return { members: members.value, problem: problem.value, load, loadMore };
}
