import { useSignal } from "@preact/signals";
import { useCallback, useEffect } from "preact/hooks";
import type { ConversationView } from "#client/parlor.ts";
import type { Output } from "#protocol/operations/index.ts";
import { useParlor } from "../../parlor-context.ts";
import { dateAndTime } from "../../text/dates.ts";
import { problemText } from "../../text/problem-text.ts";
import { text } from "../../text/text.ts";
import { Button } from "../../ui/Button.tsx";
import { showToast } from "../../ui/toasts.ts";

type Ban = Output<"room.bans">["bans"][number];

/** Who is banned, by whom and since when; behind a disclosure, because it is rarely needed. */
export function BanList({ view }: { view: ConversationView }) {
  const parlor = useParlor();
  const open = useSignal(false);
  const bans = useSignal<readonly Ban[] | null>(null);
  const problem = useSignal<string | null>(null);
  const words = text().rooms;

  const load = useCallback(async () => {
    const result = await parlor.call("room.bans", { conversation: view.id });
    problem.value = result.ok ? null : problemText(result.problem);
    if (result.ok) bans.value = result.value.bans;
  }, [parlor, view]);

  // A ban takes its person out, so that is when the list may have grown.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the view is one with its id, and reading the signal is what makes it follow
  useEffect(() => {
    if (!open.value) return;
    void load();
    return parlor.on("member.left", ({ conversation }) => {
      if (conversation === view.id) void load();
    });
  }, [open.value, load]);

  const unban = async ({ id, name }: Ban) => {
    const lifted = await parlor.call("room.unban", { conversation: view.id, ban: id });
    showToast(lifted.ok ? words.unbanned(name) : problemText(lifted.problem));
    await load();
  };

  return (
    <details class="room-bans" onToggle={(event) => (open.value = event.currentTarget.open)}>
      <summary>{words.bans}</summary>
      {problem.value && (
        <p role="alert" class="field-error">
          {problem.value}
        </p>
      )}
      {bans.value?.length === 0 && <p class="field-hint">{words.bans_empty}</p>}
      <ul>
        {bans.value?.map((ban) => (
          <li key={ban.id} class="room-ban">
            <div>
              <bdi>{ban.name}</bdi>
              <p class="field-hint">
                {words.ban_kind[ban.kind]}. {words.ban_by(ban.by, dateAndTime(ban.created_at))}
              </p>
            </div>
            <Button look="quiet" label={words.unban_label(ban.name)} onClick={() => void unban(ban)}>
              {words.unban}
            </Button>
          </li>
        ))}
      </ul>
    </details>
  );
}
