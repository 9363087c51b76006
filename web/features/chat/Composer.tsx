import { SendHorizontal } from "lucide";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { ConversationView } from "#client/parlor.ts";
import { limits } from "#protocol/limits.ts";
import { codePoints, isBlank } from "#protocol/text.ts";
import { useParlor } from "../../parlor-context.ts";
import { touch } from "../../platform/page.ts";
import { text } from "../../text/text.ts";
import { Icon } from "../../ui/Icon.tsx";
import { useAutoHeight } from "./use-auto-height.ts";
import "./Composer.css";

/** From here on the characters left are counted. */
const nearLimit = 200;

/** Where messages are written: one field that grows. What stands in it is the conversation's draft, kept on this device. */
export function Composer({ view }: { view: ConversationView }) {
  const parlor = useParlor();
  const field = useRef<HTMLTextAreaElement>(null);
  const words = text().composer;
  const { name } = view.summary.value;
  const draft = view.draft.value;
  const max = parlor.server.value?.limits.message_max_length ?? limits.message.max;
  // A code point is one or two units, so a short text needs no counting.
  const left = draft.length <= max - nearLimit ? Number.POSITIVE_INFINITY : max - codePoints(draft.trim());
  const sendable = left >= 0 && !isBlank(draft);

  useAutoHeight(field);

  // On desktop writing can begin at once; on touch the keyboard would cover what was opened.
  useEffect(() => {
    if (!touch.value) field.current?.focus({ preventScroll: true });
    return () => view.setTyping(false);
  }, [view]);

  useTypeAnywhere(field);

  const send = () => {
    if (!sendable) return;
    view.send(draft.trim());
    view.draft.value = "";
    view.setTyping(false);
    field.current?.focus({ preventScroll: true });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    // Enter that ends an input method's composition belongs to it (Safari reports keyCode 229 after the composition ended).
    if (event.key !== "Enter" || event.isComposing || event.keyCode === 229) return;
    if (event.shiftKey || event.altKey || touch.value) return;
    event.preventDefault();
    send();
  };

  return (
    <form
      class="composer"
      data-region="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div class="composer-field">
        <textarea
          ref={field}
          class="composer-text"
          rows={1}
          value={draft}
          dir="auto"
          placeholder={words.placeholder(name)}
          aria-label={words.label(name)}
          aria-describedby={left <= nearLimit ? "composer-count" : undefined}
          aria-invalid={left < 0 || undefined}
          enterkeyhint={touch.value ? "enter" : "send"}
          autocomplete="off"
          data-region-focus
          onInput={(event) => {
            view.draft.value = event.currentTarget.value;
            view.setTyping(!isBlank(event.currentTarget.value));
          }}
          onBlur={() => view.setTyping(false)}
          onKeyDown={onKeyDown}
        />
        <button
          type="submit"
          class="composer-send"
          aria-label={words.send}
          title={words.send}
          aria-disabled={!sendable}
          // Keeps the field focused, and with it the on-screen keyboard up.
          onPointerDown={(event) => event.preventDefault()}
        >
          <Icon icon={SendHorizontal} directional />
        </button>
      </div>
      <p
        id="composer-count"
        class={left < 0 ? "composer-count composer-over" : "composer-count"}
        role={left < 0 ? "alert" : undefined}
      >
        {left < 0 ? words.over(-left, max) : left <= nearLimit ? words.left(left) : null}
      </p>
    </form>
  );
}

/** Typing while nothing is being typed into goes to the composer, as in every messenger. */
function useTypeAnywhere(field: { current: HTMLTextAreaElement | null }): void {
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1 || event.key === " ")
        return;
      const active = document.activeElement;
      if (active === document.body || active?.matches("[data-message], [role=log]"))
        field.current?.focus({ preventScroll: true });
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [field]);
}
