import { useSignal } from "@preact/signals";
import { Search, X } from "lucide";
import { useEffect, useId, useRef } from "preact/hooks";
import { limits } from "#protocol/limits.ts";
import type { FoundUser } from "#protocol/objects/contact.ts";
import { useParlor } from "../../parlor-context.ts";
import { touch } from "../../platform/page.ts";
import { text } from "../../text/text.ts";
import { Icon } from "../../ui/Icon.tsx";
import { IconButton } from "../../ui/IconButton.tsx";
import { verbatim } from "../../ui/verbatim.ts";
import { openPerson } from "./opened-person.ts";
import { PersonAvatar } from "./PersonAvatar.tsx";
import { type UserSearch, useUserSearch } from "./use-user-search.ts";
import "./Finder.css";

interface FinderProps {
  query: string;
  onQuery: (query: string) => void;
}

/** Finds people by name: the focus stays in the field, arrows move in the list, Enter opens the card with what can be done. */
export function Finder({ query, onQuery }: FinderProps) {
  const words = text().finder;
  const listId = useId();
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const search = useUserSearch(query);
  const moved = useSignal({ search, to: 0 });
  // New results begin at the first.
  const active = moved.value.search === search ? moved.value.to : 0;
  const users = search.kind === "found" ? search.users : [];
  const optionId = (index: number) => `${listId}-${index}`;

  useEffect(() => {
    if (!touch.value) field.current?.focus();
  }, []);

  const open = (index: number) => {
    const user = users[index];
    const row = list.current?.children[index];
    if (user && row instanceof HTMLElement) openPerson(user.person, row);
  };

  const moveTo = (index: number) => {
    const to = (index + users.length) % users.length;
    moved.value = { search, to };
    list.current?.children[to]?.scrollIntoView({ block: "nearest" });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === "Escape" && query !== "") onQuery("");
    else if (users.length === 0) return;
    else if (event.key === "ArrowDown") moveTo(active + 1);
    else if (event.key === "ArrowUp") moveTo(active - 1);
    else if (event.key === "Enter") open(active);
    else return;
    event.preventDefault();
  };

  return (
    <search class="finder">
      <div class="finder-field">
        <Icon icon={Search} />
        <input
          ref={field}
          class="field-input"
          type="text"
          role="combobox"
          aria-label={words.label}
          aria-autocomplete="list"
          aria-expanded={users.length > 0}
          aria-controls={listId}
          aria-activedescendant={users.length > 0 ? optionId(active) : undefined}
          placeholder={words.placeholder}
          value={query}
          maxLength={limits.display_name.max}
          autocomplete="off"
          {...verbatim}
          dir="auto"
          enterkeyhint="search"
          data-region-focus
          onInput={(event) => onQuery(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        {query !== "" && (
          <IconButton
            icon={X}
            label={words.clear}
            onClick={() => {
              onQuery("");
              field.current?.focus();
            }}
          />
        )}
      </div>
      <p class={users.length > 0 ? "visually-hidden" : "finder-status"} role="status">
        {statusText(search)}
      </p>
      {search.kind === "found" && users.length === 0 && <p class="finder-hint">{words.none_hint}</p>}
      <div ref={list} id={listId} class="finder-list" role="listbox" aria-label={words.results}>
        {users.map((user, index) => (
          <Option key={user.person.id} id={optionId(index)} user={user} active={index === active} onPick={() => open(index)} />
        ))}
      </div>
    </search>
  );
}

function statusText(search: UserSearch): string | null {
  const words = text().finder;
  switch (search.kind) {
    case "none":
      return null;
    case "too_short":
      return words.too_short;
    case "searching":
      return words.searching;
    case "failed":
      return `${words.failed} ${search.problem}`;
    case "found":
      return search.users.length === 0 ? words.none(search.query) : words.count(search.users.length);
  }
}

interface OptionProps {
  id: string;
  user: FoundUser;
  active: boolean;
  onPick: () => void;
}

function Option({ id, user: { person, relation }, active, onPick }: OptionProps) {
  const { people } = useParlor();
  // As the lists have it by now: a request may have been sent since the search.
  const now = people.relationTo(person.id) ?? (relation === "blocked" || relation === "self" ? relation : "none");
  const mark = text().finder.relation[now];
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the field, which keeps the focus
    <div
      id={id}
      class={active ? "finder-option finder-option-active" : "finder-option"}
      role="option"
      aria-selected={active}
      tabIndex={-1}
      // The field keeps the focus.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onPick}
    >
      <PersonAvatar id={person.id} name={person.name} picture={person.picture} size={40} />
      <span class="person-row-text">
        <span class="person-row-name own-direction" dir="auto">
          {person.name}
        </span>
        <span class="person-row-note" dir="ltr">
          @{person.username}
        </span>
      </span>
      {mark && <span class="finder-mark">{mark}</span>}
    </div>
  );
}
