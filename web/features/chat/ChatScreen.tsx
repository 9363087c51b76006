import { useEffect } from "preact/hooks";
import { useParlor } from "../../parlor-context.ts";
import { narrow } from "../../platform/page.ts";
import { focusRegion } from "../../platform/regions.ts";
import { Link } from "../../router/Link.tsx";
import { navigate, route } from "../../router/router.ts";
import { text } from "../../text/text.ts";
import { Empty } from "../../ui/Empty.tsx";
import { Frame } from "../../ui/Frame.tsx";
import { ConversationPane } from "./ConversationPane.tsx";
import { PeoplePanel } from "./PeoplePanel.tsx";
import { Sidebar } from "./Sidebar.tsx";

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

  useEffect(() => {
    if (wide && !current && first) navigate({ kind: "conversation", id: first, people: false }, { replace: true });
  }, [wide, current, first]);

  return (
    <>
      <SkipLink to="messages">{words.app.skip_to_messages}</SkipLink>
      <SkipLink to="composer">{words.app.skip_to_composer}</SkipLink>
      <Frame
        shows={current ? "main" : "side"}
        side={<Sidebar current={current} />}
        main={
          view ? (
            <>
              <ConversationPane key={view.id} view={view} />
              {here.kind === "conversation" && here.people && <PeoplePanel key={`${view.id}/people`} view={view} />}
            </>
          ) : (
            <NoConversation gone={current !== null} />
          )
        }
      />
    </>
  );
}

function NoConversation({ gone }: { gone: boolean }) {
  const words = text().conversation;
  if (!gone) return <Empty title={words.choose_title} text={words.choose_text} />;
  return (
    <Empty title={words.gone_title} text={words.gone_text}>
      <Link class="button button-plain" to={{ kind: "home" }} replace>
        {words.to_list}
      </Link>
    </Empty>
  );
}

function SkipLink({ to, children }: { to: string; children: string }) {
  return (
    <button type="button" class="skip-link" onClick={() => focusRegion(to)}>
      {children}
    </button>
  );
}
