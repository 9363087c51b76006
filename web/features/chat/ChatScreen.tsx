import { useEffect } from "preact/hooks";
import { useParlor } from "../../parlor-context.ts";
import { narrow } from "../../platform/page.ts";
import { focusRegion } from "../../platform/regions.ts";
import { navigate, route } from "../../router/router.ts";
import { text } from "../../text/text.ts";
import { Empty } from "../../ui/Empty.tsx";
import { Frame } from "../../ui/Frame.tsx";
import { lazy } from "../../ui/lazy.tsx";
import { GoneScreen } from "../rooms/GoneScreen.tsx";
import { RoomDialogs } from "../rooms/RoomDialogs.tsx";
import { ConversationPane } from "./ConversationPane.tsx";
import { Sidebar } from "./Sidebar.tsx";

const PeoplePanel = lazy(() => import("./PeoplePanel.tsx").then((module) => module.PeoplePanel));
const RoomPanel = lazy(() => import("../rooms/RoomPanel.tsx").then((module) => module.RoomPanel));
const DirectoryPane = lazy(() => import("../rooms/DirectoryPane.tsx").then((module) => module.DirectoryPane));
const Invitation = lazy(() => import("../rooms/Invitation.tsx").then((module) => module.Invitation));

/** The list of conversations and the one that is open. Where both fit, the first one opens by itself. */
export function ChatScreen() {
  const parlor = useParlor();
  const words = text();
  const here = route.value;
  const current = here.kind === "conversation" ? here.id : null;
  // Reading the list makes a conversation that was just added or removed appear or go.
  const first = parlor.conversations.value[0]?.id;
  const view = current ? parlor.conversation(current) : null;
  const wide = !narrow.value;
  const isElsewhere = here.kind === "invitation" || (here.kind === "rooms" && parlor.me.value !== null);

  useEffect(() => {
    if (wide && !current && !isElsewhere && first) navigate({ kind: "conversation", id: first, panel: null }, { replace: true });
  }, [wide, current, isElsewhere, first]);

  return (
    <>
      <SkipLink to="messages">{words.app.skip_to_messages}</SkipLink>
      <SkipLink to="composer">{words.app.skip_to_composer}</SkipLink>
      <Frame
        shows={current || isElsewhere ? "main" : "side"}
        side={<Sidebar current={current} />}
        main={
          view ? (
            <>
              <ConversationPane key={view.id} view={view} />
              {here.kind === "conversation" && here.panel === "people" && <PeoplePanel key={`${view.id}/people`} view={view} />}
              {here.kind === "conversation" && here.panel === "room" && <RoomPanel key={`${view.id}/room`} view={view} />}
            </>
          ) : here.kind === "invitation" ? (
            <Invitation code={here.code} />
          ) : isElsewhere ? (
            <DirectoryPane />
          ) : current ? (
            <GoneScreen conversation={current} />
          ) : (
            <Empty title={words.conversation.choose_title} text={words.conversation.choose_text} />
          )
        }
      />
      <RoomDialogs />
    </>
  );
}

function SkipLink({ to, children }: { to: string; children: string }) {
  return (
    <button type="button" class="skip-link" onClick={() => focusRegion(to)}>
      {children}
    </button>
  );
}
