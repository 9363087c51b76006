import type { ConversationView } from "#client/parlor.ts";
import { text } from "../../text/text.ts";
import { Button } from "../../ui/Button.tsx";
import { MemberList } from "../rooms/MemberList.tsx";
import { Panel } from "../rooms/Panel.tsx";
import { useMembers } from "../rooms/use-members.ts";

/** Who is in the conversation, those online first. */
export function PeoplePanel({ view }: { view: ConversationView }) {
  const { members, problem, load, loadMore } = useMembers(view);
  const { online_count, member_count, kind, room } = view.summary.value;
  const words = text();
  const readers = room?.retention === "session" ? words.rooms.session_readers : words.conversation.who_can_read[kind].full;
  return (
    <Panel view={view} current="people">
      <p class="people-readers">
        {words.people.summary(online_count, member_count)}. {readers}.
      </p>
      {problem && (
        <div class="people-problem" role="alert">
          <p>{problem}</p>
          <Button onClick={() => void load()}>{words.app.try_again}</Button>
        </div>
      )}
      {members && <MemberList view={view} members={members} loadMore={() => void loadMore()} />}
    </Panel>
  );
}
