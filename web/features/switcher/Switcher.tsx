import { useComputed, useSignal } from "@preact/signals";
import { DoorOpen, Hash, Search, Users } from "lucide";
import { useEffect, useId, useRef } from "preact/hooks";
import type { ConversationKind } from "#protocol/objects/conversation.ts";
import { useParlor } from "../../parlor-context.ts";
import { navigate } from "../../router/router.ts";
import { text } from "../../text/text.ts";
import { Icon } from "../../ui/Icon.tsx";
import { verbatim } from "../../ui/verbatim.ts";
import { openPerson } from "../people/opened-person.ts";
import { PersonAvatar } from "../people/PersonAvatar.tsx";
import { presenceText } from "../people/presence-text.ts";
import { closeOverlay } from "../shortcuts/overlays.ts";
import { findTargets, keyOf, type Target } from "./targets.ts";
import "../people/PersonRow.css";
import "./Switcher.css";

const icons = { lobby: DoorOpen, room: Hash, group: Users, direct: Users } satisfies Record<ConversationKind, unknown>;

/** Goes anywhere by a few letters: the field keeps the focus, arrows move, Enter goes. */
export function Switcher() {
  const parlor = useParlor();
  const dialog = useRef<HTMLDialogElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const listId = useId();
  const query = useSignal("");
  const active = useSignal(0);
  const words = text().switcher;
  const targets = useComputed(() => findTargets(query.value, parlor.conversations.value, parlor.people.contacts.value)).value;

  useEffect(() => {
    dialog.current?.showModal();
    return () => dialog.current?.close();
  }, []);

  const go = (target: Target | undefined) => {
    if (!target) return;
    dialog.current?.close();
    if (target.kind === "conversation") navigate({ kind: "conversation", id: target.conversation.id, panel: null });
    else openPerson(target.contact.person, null);
  };
  const moveTo = (index: number) => {
    active.value = (index + targets.length) % targets.length;
    list.current?.children[active.value]?.scrollIntoView({ block: "nearest" });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") moveTo(active.value + 1);
    else if (event.key === "ArrowUp") moveTo(active.value - 1);
    else if (event.key === "Enter") go(targets[active.value]);
    else return;
    event.preventDefault();
  };

  return (
    <dialog
      ref={dialog}
      class="switcher"
      aria-label={words.title}
      {...{ closedby: "any" }}
      onClose={() => closeOverlay("switcher")}
    >
      <div class="switcher-field">
        <Icon icon={Search} />
        <input
          type="text"
          role="combobox"
          aria-label={words.title}
          aria-autocomplete="list"
          aria-expanded={targets.length > 0}
          aria-controls={listId}
          aria-activedescendant={targets.length > 0 ? `${listId}-${active.value}` : undefined}
          placeholder={words.placeholder}
          value={query.value}
          autocomplete="off"
          {...verbatim}
          dir="auto"
          autofocus
          onInput={(event) => {
            query.value = event.currentTarget.value;
            active.value = 0;
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <p class={targets.length > 0 ? "visually-hidden" : "switcher-status"} role="status">
        {targets.length > 0 ? words.count(targets.length) : words.none(query.value.trim())}
      </p>
      <div ref={list} id={listId} class="switcher-list" role="listbox" aria-label={words.results}>
        {targets.map((target, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the field, which keeps the focus
          <div
            key={keyOf(target)}
            id={`${listId}-${index}`}
            class={index === active.value ? "switcher-option switcher-option-active" : "switcher-option"}
            role="option"
            aria-selected={index === active.value}
            tabIndex={-1}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => go(target)}
          >
            <Row target={target} />
          </div>
        ))}
      </div>
    </dialog>
  );
}

function Row({ target }: { target: Target }) {
  if (target.kind === "person") {
    const { person, presence, last_seen_at } = target.contact;
    return (
      <>
        <PersonAvatar id={person.id} name={person.name} picture={person.picture} size={32} />
        <span class="person-row-name own-direction" dir="auto">
          {person.name}
        </span>
        <span class="switcher-note">{presenceText(presence, last_seen_at)}</span>
      </>
    );
  }
  const { name, kind, unread } = target.conversation;
  return (
    <>
      <span class="switcher-icon">
        <Icon icon={icons[kind]} size={18} />
      </span>
      <span class="person-row-name own-direction" dir="auto">
        {name}
      </span>
      {unread > 0 && <span class="switcher-note switcher-unread">{text().switcher.unread(unread)}</span>}
    </>
  );
}
