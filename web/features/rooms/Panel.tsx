import { X } from "lucide";
import type { ComponentChildren } from "preact";
import type { ConversationView } from "#client/parlor.ts";
import { Link } from "../../router/Link.tsx";
import type { Panel as PanelName } from "../../router/route.ts";
import { goBack } from "../../router/router.ts";
import { text } from "../../text/text.ts";
import { IconButton } from "../../ui/IconButton.tsx";
import "../chat/PeoplePanel.css";
import "./Panel.css";

interface PanelProps {
  view: ConversationView;
  current: PanelName;
  children: ComponentChildren;
}

/** What stands beside a conversation: its people and, for a room, the room itself. */
export function Panel({ view, current, children }: PanelProps) {
  const { id, kind } = view.summary.value;
  const words = text();
  const close = () => goBack({ kind: "conversation", id, panel: null });
  const tab = (panel: PanelName, label: string) => (
    <Link class="panel-tab" to={{ kind: "conversation", id, panel }} replace current={panel === current}>
      {label}
    </Link>
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveElementInteractions: Escape works from anything inside; the close button does the same
    <aside
      class="people"
      aria-label={current === "people" ? words.people.title : words.rooms.panel}
      data-region="people"
      onKeyDown={(event) => {
        // In a dialog opened from here it closes the dialog.
        if (event.key === "Escape" && !(event.target as Element).closest("dialog")) close();
      }}
    >
      <header class="people-head">
        {kind === "room" ? (
          <nav class="panel-tabs" aria-label={words.rooms.panel}>
            {tab("people", words.rooms.tab_people)}
            {tab("room", words.rooms.tab_room)}
          </nav>
        ) : (
          <h2>{words.people.title}</h2>
        )}
        <IconButton icon={X} label={current === "people" ? words.people.close : words.rooms.close_panel} onClick={close} />
      </header>
      <div class="people-list" data-scroller>
        {children}
      </div>
    </aside>
  );
}
