import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Result } from "#client/parlor.ts";
import type { ConversationId } from "#protocol/ids.ts";
import { checkNickname, checkRoomCode, cleanRoomCode } from "#protocol/room-code.ts";
import { cleanName } from "#protocol/text.ts";
import { useParlor } from "../../parlor-context.ts";
import { touch } from "../../platform/page.ts";
import { navigate } from "../../router/router.ts";
import { text } from "../../text/text.ts";
import { Button } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { focusFirstInvalid } from "../sign-in/form-focus.ts";
import { CodeField } from "./CodeField.tsx";
import { forgetInvitation } from "./invitation.ts";
import { type JoinProblem, joinProblem } from "./join-problem.ts";
import { rememberedNickname, rememberNickname } from "./nickname.ts";
import { RoomOptions, useRoomOptions } from "./RoomOptions.tsx";
import { RoomPasswordField } from "./RoomPasswordField.tsx";

/** Into a room without an account: a name, and a code or a new room. With an invitation the code is given. */
export function GuestForm({ invitation }: { invitation: string | null }) {
  const parlor = useParlor();
  const form = useRef<HTMLFormElement>(null);
  const nickname = useSignal(rememberedNickname());
  const code = useSignal(invitation ?? "");
  const password = useSignal("");
  const asked = useSignal(false);
  const options = useRoomOptions();
  const busy = useSignal<"join" | "create" | null>(null);
  /** What has been left, or tried to send, is judged; before that, only what cannot become right any more. */
  const judged = useSignal<readonly string[]>([]);
  const refused = useSignal<JoinProblem | null>(null);
  const words = text().home;

  useEffect(() => {
    if (touch.value) return;
    const field = form.current?.querySelector<HTMLInputElement>(
      nickname.value && !invitation ? "[name=room-code]" : "[name=nickname]",
    );
    field?.focus();
    field?.select();
  }, [invitation]);

  const judge = (...fields: string[]) => {
    judged.value = [...judged.value, ...fields];
  };
  const isJudged = (field: string) => judged.value.includes(field);
  const refusedAt = (field: JoinProblem["at"]) => (refused.value?.at === field ? refused.value.text : null);

  const nicknameError = () => {
    const fault = checkNickname(nickname.value);
    if (fault === null) return refusedAt("nickname");
    return fault === "too_long" || isJudged("nickname") ? words.nickname_fault[fault] : null;
  };

  const codeError = () => {
    const fault = checkRoomCode(code.value);
    if (fault === null) return refusedAt("code");
    if (fault === "missing") return isJudged("code") ? words.code_or_create : null;
    return fault !== "too_short" || isJudged("code") ? words.code_fault[fault] : null;
  };

  const passwordError = () => (password.value === "" && isJudged("password") ? words.password_missing : refusedAt("password"));

  const run = async (what: "join" | "create", ask: (nickname: string) => Promise<Result<ConversationId>>) => {
    const name = cleanName(nickname.value);
    busy.value = what;
    const result = await ask(name);
    busy.value = null;
    if (result.ok) {
      rememberNickname(name);
      forgetInvitation();
      return navigate({ kind: "conversation", id: result.value, panel: null }, { replace: invitation !== null });
    }
    if (result.problem.code === "room_password") asked.value = true;
    refused.value = joinProblem(result.problem);
    // To what is wrong, or to the question that the room has put.
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid], [name=room-password]")?.focus());
  };

  const join = async (event: Event) => {
    event.preventDefault();
    if (busy.value) return;
    refused.value = null;
    judge("nickname", "code", ...(asked.value ? ["password"] : []));
    if (checkNickname(nickname.value) || checkRoomCode(code.value) || (asked.value && password.value === ""))
      return focusFirstInvalid(form.current);
    const withPassword = asked.value ? { password: password.value } : {};
    await run("join", (name) => parlor.joinAsGuest({ code: code.value, nickname: name, ...withPassword }));
  };

  const create = async () => {
    if (busy.value) return;
    refused.value = null;
    judge("nickname");
    if (checkNickname(nickname.value) || options.fault) return focusFirstInvalid(form.current);
    await run("create", (name) => parlor.createRoomAsGuest({ nickname: name, ...options.input }));
  };

  return (
    <form class="guest-form" ref={form} onSubmit={join} noValidate aria-busy={busy.value !== null}>
      <Field
        label={words.nickname}
        name="nickname"
        value={nickname.value}
        autocomplete="nickname"
        required
        hint={words.nickname_hint}
        error={nicknameError()}
        onInput={(value) => {
          nickname.value = value;
          if (refused.value?.at === "nickname") refused.value = null;
        }}
        onBlur={() => {
          if (nickname.value !== "") judge("nickname");
        }}
      />
      {(invitation === null || refusedAt("code") !== null || checkRoomCode(code.value) !== null) && (
        <CodeField
          value={code.value}
          error={codeError()}
          onInput={(value) => {
            code.value = cleanRoomCode(value);
            asked.value = false;
            password.value = "";
            refused.value = null;
          }}
          onBlur={() => {
            if (code.value !== "") judge("code");
          }}
        />
      )}
      {asked.value && (
        <RoomPasswordField
          value={password.value}
          error={passwordError()}
          onInput={(value) => {
            password.value = value;
            if (refused.value?.at === "password") refused.value = null;
          }}
        />
      )}
      <div role="alert" class="form-problem">
        {refusedAt("form")}
      </div>
      <Button type="submit" look="primary" wide busy={busy.value !== null}>
        {busy.value === "join" ? words.joining : words.join}
      </Button>
      {invitation === null && (
        <>
          <p class="home-or">{words.or}</p>
          <Button wide busy={busy.value !== null} onClick={() => void create()}>
            {busy.value === "create" ? words.creating : words.create}
          </Button>
          <RoomOptions options={options} />
        </>
      )}
    </form>
  );
}
