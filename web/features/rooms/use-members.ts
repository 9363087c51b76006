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
  /** One request of the list at a time, in order: each goes on from what the one before it found. */
  const queue = useRef(Promise.resolve());
  const waiting = useRef(new Set<() => Promise<void>>());
  const isGone = useRef(false);

  /** What waits already is not asked for twice. */
  const enqueue = useCallback((work: () => Promise<void>): Promise<void> => {
    if (waiting.current.has(work)) return queue.current;
    waiting.current.add(work);
    queue.current = queue.current.then(() => {
      waiting.current.delete(work);
      return isGone.current ? undefined : work();
    });
    return queue.current;
  }, []);

  const look = useCallback(async () => {
    const found = new Map<string, Member>();
    let next: string | null = null;
    for (let page = 0; page < pages.current; page++) {
      const result: Awaited<ReturnType<typeof view.members>> = await view.members(next ?? undefined);
      problem.value = result.ok ? null : problemText(result.problem);
      if (!result.ok) return;
      for (const member of result.value.members) found.set(member.person.id, member);
      next = result.value.next_cursor;
      if (next === null) break;
    }
    members.value = [...found.values()];
    cursor.value = next;
  }, [view]);

  const lookFurther = useCallback(async () => {
    if (cursor.value === null) return;
    const result = await view.members(cursor.value);
    problem.value = result.ok ? null : problemText(result.problem);
    if (!result.ok) return;
    pages.current++;
    const known = new Set(members.value?.map(({ person }) => person.id));
    members.value = [...(members.value ?? []), ...result.value.members.filter(({ person }) => !known.has(person.id))];
    cursor.value = result.value.next_cursor;
  }, [view]);

  const load = useCallback(() => enqueue(look), [enqueue, look]);
  const loadMore = useCallback(() => enqueue(lookFurther), [enqueue, lookFurther]);

  useEffect(() => {
    void load();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const lookAgain = (event: { conversation: string }) => {
      if (event.conversation === view.id) timer ??= setTimeout(lookNow, settleMs * pages.current);
    };
    const lookNow = () => {
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
      isGone.current = true;
      clearTimeout(timer);
      for (const stop of stops) stop();
    };
  }, [parlor, view, load]);

  return { members: members.value, problem: problem.value, load, loadMore };
}
