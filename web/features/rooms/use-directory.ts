import { useSignal } from "@preact/signals";
import { useCallback, useEffect, useRef } from "preact/hooks";
import type { Output } from "#protocol/operations/index.ts";
import { useParlor } from "../../parlor-context.ts";
import { problemText } from "../../text/problem-text.ts";

const typingMs = 300;

/** The directory for what is being searched: asked for when typing pauses, and an answer that a later question has overtaken is dropped. */
export function useDirectory(query: string) {
  const parlor = useParlor();
  const rooms = useSignal<Output<"room.list">["rooms"] | null>(null);
  const cursor = useSignal<string | null>(null);
  const problem = useSignal<string | null>(null);
  const turn = useRef(0);
  const q = query.trim();

  const ask = useCallback(
    async (after: string | null) => {
      const mine = ++turn.current;
      const result = await parlor.call("room.list", { ...(q ? { q } : {}), ...(after === null ? {} : { cursor: after }) });
      if (mine !== turn.current) return;
      problem.value = result.ok ? null : problemText(result.problem);
      if (!result.ok) return;
      rooms.value = after === null ? result.value.rooms : [...(rooms.value ?? []), ...result.value.rooms];
      cursor.value = result.value.next_cursor;
    },
    [parlor, q],
  );

  useEffect(() => {
    const timer = setTimeout(() => void ask(null), rooms.value === null ? 0 : typingMs);
    return () => clearTimeout(timer);
  }, [ask]);

  return {
    rooms: rooms.value,
    hasMore: cursor.value !== null,
    problem: problem.value,
    load: () => ask(null),
    loadMore: () => ask(cursor.value),
  };
}
