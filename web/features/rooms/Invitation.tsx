import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { checkRoomCode } from "#protocol/room-code.ts";
import { useParlor } from "../../parlor-context.ts";
import { goBack, navigate } from "../../router/router.ts";
import { problemText } from "../../text/problem-text.ts";
import { text } from "../../text/text.ts";
import { Button } from "../../ui/Button.tsx";
import { RoomPasswordField } from "../home/RoomPasswordField.tsx";
import { useJoining } from "./use-joining.ts";
import "./Invitation.css";

/** Somebody who is in already has opened a link to a room. Who is a member lands in it; others are asked, with one click to go in. */
export function Invitation({ code }: { code: string }) {
  const parlor = useParlor();
  const member = parlor.conversations.value.find(({ room }) => room?.code === code);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what else changes about the conversation moves nobody
  useEffect(() => {
    if (member) navigate({ kind: "conversation", id: member.id, panel: null }, { replace: true });
  }, [member?.id]);

  if (member) return null;
  return parlor.guest.value ? <GuestElsewhere code={code} /> : <JoinPrompt key={code} code={code} />;
}

function JoinPrompt({ code }: { code: string }) {
  const form = useRef<HTMLFormElement>(null);
  const { password, asked, busy, join, refusedAt } = useJoining();
  const fault = checkRoomCode(code);
  const words = text().rooms;
  const problem = fault ? text().home.code_fault[fault] : (refusedAt("code") ?? refusedAt("form"));

  useEffect(() => form.current?.querySelector<HTMLElement>("[type=submit]")?.focus(), []);

  const submit = async (event: Event) => {
    event.preventDefault();
    await join(code);
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[name=room-password]")?.focus());
  };

  return (
    <section class="invitation" aria-labelledby="invitation-title">
      <form ref={form} class="invitation-card" onSubmit={submit} noValidate aria-busy={busy.value}>
        <h1 id="invitation-title">{words.join_prompt(code)}</h1>
        <p>{words.join_prompt_text}</p>
        {asked.value && (
          <RoomPasswordField value={password.value} error={refusedAt("password")} onInput={(value) => (password.value = value)} />
        )}
        <div role="alert" class="form-problem">
          {problem}
        </div>
        <div class="invitation-actions">
          <Button onClick={() => goBack({ kind: "home" })}>{words.not_now}</Button>
          <Button type="submit" look="primary" busy={busy.value} disabled={fault !== null}>
            {busy.value ? text().home.joining : text().home.join}
          </Button>
        </div>
      </form>
    </section>
  );
}

/** A guest is in one room at a time. */
function GuestElsewhere({ code }: { code: string }) {
  const parlor = useParlor();
  const busy = useSignal(false);
  const problem = useSignal<string | null>(null);
  const words = text().home;
  const here = parlor.conversations.value[0];

  const stay = () => {
    if (here) navigate({ kind: "conversation", id: here.id, panel: null }, { replace: true });
  };

  const leave = async () => {
    const guest = parlor.guest.peek();
    if (!guest || busy.value) return;
    busy.value = true;
    // The address stays: the front door opens on the room of the link.
    const left = await parlor.leaveRoom(guest.room);
    busy.value = false;
    if (!left.ok) problem.value = problemText(left.problem);
  };

  return (
    <section class="invitation" aria-labelledby="invitation-title">
      <div class="invitation-card">
        <h1 id="invitation-title">{words.guest_elsewhere_title(here?.name ?? "")}</h1>
        <p>{words.guest_elsewhere_text}</p>
        <div role="alert" class="form-problem">
          {problem.value}
        </div>
        <div class="invitation-actions">
          <Button onClick={() => void leave()} busy={busy.value}>
            {words.guest_leave_and_join(code)}
          </Button>
          <Button look="primary" onClick={stay}>
            {words.guest_stay}
          </Button>
        </div>
      </div>
    </section>
  );
}
