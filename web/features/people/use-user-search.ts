import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { limits } from "#protocol/limits.ts";
import type { FoundUser } from "#protocol/objects/contact.ts";
import { codePoints } from "#protocol/text.ts";
import { useParlor } from "../../parlor-context.ts";
import { problemText } from "../../text/problem-text.ts";

/** A search begins once this long nothing was typed. */
const pauseMs = 300;

export type UserSearch =
  | { kind: "none" | "too_short" | "searching" }
  | { kind: "failed"; problem: string }
  | { kind: "found"; query: string; users: readonly FoundUser[] };

/** Searches for people while one types. An answer to what has been typed over is dropped; until the next one comes the last stays. */
export function useUserSearch(typed: string): UserSearch {
  const parlor = useParlor();
  const search = useSignal<UserSearch>({ kind: "none" });
  const query = typed.trim().replace(/^@/, "");

  useEffect(() => {
    if (query === "" || codePoints(query) < limits.user_search.min) {
      search.value = { kind: query === "" ? "none" : "too_short" };
      return;
    }
    if (search.peek().kind !== "found") search.value = { kind: "searching" };
    let stale = false;
    const timer = setTimeout(async () => {
      const answer = await parlor.call("user.search", { q: query });
      if (stale) return;
      search.value = answer.ok
        ? { kind: "found", query, users: answer.value.users }
        : { kind: "failed", problem: problemText(answer.problem) };
    }, pauseMs);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [parlor, query]);

  return search.value;
}
