import { useSignal } from "@preact/signals";
import { useCallback, useEffect } from "preact/hooks";
import type { SessionId } from "#protocol/ids.ts";
import type { Session } from "#protocol/objects/account.ts";
import { useParlor } from "../../parlor-context.ts";
import { dateAndTime } from "../../text/dates.ts";
import { problemText } from "../../text/problem-text.ts";
import { text } from "../../text/text.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { showToast } from "../../ui/toasts.ts";

/** Where the account is signed in, and how to end it. */
export function SessionSettings() {
  const parlor = useParlor();
  const sessions = useSignal<readonly Session[] | null>(null);
  const problem = useSignal<string | null>(null);
  const endingOthers = useSignal(false);
  const words = text().settings;

  const load = useCallback(async () => {
    const result = await parlor.call("session.list", {});
    problem.value = result.ok ? null : problemText(result.problem);
    if (result.ok) sessions.value = result.value.sessions.toSorted((a, b) => Number(b.current) - Number(a.current));
  }, [parlor]);

  useEffect(() => {
    void load();
    const stops = [parlor.on("session.revoked", () => void load()), parlor.on("notice", () => void load())];
    return () => {
      for (const stop of stops) stop();
    };
  }, [parlor, load]);

  const end = async (session: SessionId | "others") => {
    const result = await parlor.call("session.revoke", { session });
    showToast(
      result.ok ? (session === "others" ? words.sessions_others_ended : words.sessions_ended) : problemText(result.problem),
    );
    await load();
  };

  if (problem.value && !sessions.value) {
    return (
      <Empty title={words.sessions_failed} text={problem.value}>
        <Button onClick={() => void load()}>{text().app.try_again}</Button>
      </Empty>
    );
  }
  const others = sessions.value?.filter(({ current }) => !current) ?? [];

  return (
    <>
      <p class="settings-intro">{words.sessions_intro}</p>
      {sessions.value && (
        <ul class="sessions">
          {sessions.value.map((session) => (
            <li key={session.id} class="session">
              <div class="session-what">
                <strong>{session.device}</strong>
                {session.current && <p class="session-this">{words.sessions_this}</p>}
                <p>
                  {session.address}, {words.sessions_since(dateAndTime(session.created_at))}
                </p>
                {!session.current && <p>{words.sessions_used(dateAndTime(session.used_at))}</p>}
              </div>
              {!session.current && (
                <Button look="danger" label={words.sessions_end_label(session.device)} onClick={() => void end(session.id)}>
                  {words.sessions_end}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {sessions.value && others.length === 0 && <p class="settings-intro">{words.sessions_alone}</p>}
      {others.length > 0 && (
        <div>
          <Button look="danger" onClick={() => (endingOthers.value = true)}>
            {words.sessions_end_others}
          </Button>
        </div>
      )}
      {endingOthers.value && (
        <Dialog
          title={words.sessions_end_others_title}
          onClose={() => (endingOthers.value = false)}
          actions={
            <>
              <Button onClick={() => (endingOthers.value = false)}>{text().app.cancel}</Button>
              <Button
                look="danger"
                onClick={() => {
                  endingOthers.value = false;
                  void end("others");
                }}
              >
                {words.sessions_end_others}
              </Button>
            </>
          }
        >
          <p>{words.sessions_end_others_text}</p>
        </Dialog>
      )}
    </>
  );
}
