import { useSignal } from "@preact/signals";
import { ArrowLeft, Lock, Search } from "lucide";
import type { Output } from "#protocol/operations/index.ts";
import { useParlor } from "../../parlor-context.ts";
import { goBack, navigate } from "../../router/router.ts";
import { text } from "../../text/text.ts";
import { Button } from "../../ui/Button.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { IconButton } from "../../ui/IconButton.tsx";
import { useDirectory } from "./use-directory.ts";
import { useJoining } from "./use-joining.ts";
import "./DirectoryPane.css";

type ListedRoom = Output<"room.list">["rooms"][number];

/** The rooms that anyone with an account may find and join. */
export function DirectoryPane() {
  const query = useSignal("");
  const { rooms, hasMore, problem, load, loadMore } = useDirectory(query.value);
  const words = text().rooms;

  return (
    <section class="directory" aria-labelledby="directory-title" data-region="rooms">
      <header class="directory-head">
        <span class="only-narrow">
          <IconButton icon={ArrowLeft} directional label={text().app.back} onClick={() => goBack({ kind: "home" })} />
        </span>
        <h1 id="directory-title">{words.directory_title}</h1>
      </header>
      <div class="directory-scroll">
        <div class="directory-column">
          <p class="directory-text">{words.directory_text}</p>
          <search class="directory-search">
            <Icon icon={Search} size={18} />
            <input
              type="search"
              class="field-input"
              aria-label={words.search}
              placeholder={words.search}
              value={query.value}
              onInput={(event) => (query.value = event.currentTarget.value)}
            />
          </search>
          <p role="status" class="visually-hidden">
            {rooms && query.value.trim() ? words.found(rooms.length) : ""}
          </p>
          {problem && (
            <Empty title={words.directory_failed} text={problem}>
              <Button onClick={() => void load()}>{text().app.try_again}</Button>
            </Empty>
          )}
          {rooms?.length === 0 &&
            (query.value.trim() ? (
              <Empty title={words.directory_none} text={words.directory_none_text} />
            ) : (
              <Empty title={words.directory_empty} text={words.directory_empty_text} />
            ))}
          <ul class="directory-list">
            {rooms?.map((room) => (
              <DirectoryItem key={room.code} room={room} />
            ))}
          </ul>
          {hasMore && <Button onClick={() => void loadMore()}>{words.more}</Button>}
        </div>
      </div>
    </section>
  );
}

function DirectoryItem({ room }: { room: ListedRoom }) {
  const parlor = useParlor();
  const { busy, join, asked, refusedAt } = useJoining();
  const words = text().rooms;
  const mine = parlor.conversations.value.find((conversation) => conversation.room?.code === room.code);
  const problem = refusedAt("code") ?? refusedAt("form");

  const enter = async () => {
    if (mine) return navigate({ kind: "conversation", id: mine.id, panel: null });
    // The invitation asks for the password, in the same words as for who was sent a link.
    if (room.has_password || asked.value) return navigate({ kind: "invitation", code: room.code });
    await join(room.code);
  };

  return (
    <li class="directory-room">
      <div class="directory-what">
        <h2 class="own-direction" dir="auto">
          {room.name}
        </h2>
        {room.description && (
          <p class="directory-description" dir="auto">
            {room.description}
          </p>
        )}
        <p class="directory-meta">
          {words.members(room.member_count)}, {words.online(room.online_count)}
          {room.has_password && (
            <span>
              <Icon icon={Lock} size={14} />
              {words.asks_password}
            </span>
          )}
        </p>
        {problem && (
          <p role="alert" class="field-error">
            {problem}
          </p>
        )}
      </div>
      <Button
        label={mine ? words.open_room(room.name) : words.join_room(room.name)}
        busy={busy.value}
        onClick={() => void enter()}
      >
        {mine ? words.open : text().home.join}
      </Button>
    </li>
  );
}
