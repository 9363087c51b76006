import type { ConversationView } from "#client/parlor.ts";
import type { Member } from "#protocol/objects/conversation.ts";
import { useParlor } from "../../parlor-context.ts";
import { text } from "../../text/text.ts";
import { PresenceMark } from "../../ui/PresenceMark.tsx";
import { PersonAvatar } from "../people/PersonAvatar.tsx";
import { PersonOpener } from "../people/PersonOpener.tsx";
import { MemberMenu } from "./MemberMenu.tsx";
import { useWindow } from "./use-window.ts";
import "./MemberList.css";

/** As MemberList.css has it. */
const rowPx = 48;
/** With more people here the server lists by name alone, and grouping would make the pages jump. */
const groupsUpTo = 500;

type Item = { kind: "heading"; title: string } | { kind: "member"; member: Member };

interface MemberListProps {
  view: ConversationView;
  members: readonly Member[];
  loadMore: () => void;
}

/** The members, those online first. Only what is seen of a long list is in the document. */
export function MemberList({ view, members, loadMore }: MemberListProps) {
  const words = text().people;
  const { online_count } = view.summary.value;
  const items = online_count <= groupsUpTo ? grouped(members, words) : members.map(asItem);
  const { list, start, end, style } = useWindow({ count: items.length, rowPx, onEnd: loadMore });
  return (
    <ul ref={list} class="members" style={style}>
      {items.slice(start, end).map((item, index) =>
        item.kind === "heading" ? (
          <li key={item.title} class="members-heading">
            <h3>{item.title}</h3>
          </li>
        ) : (
          <MemberRow key={item.member.person.id} view={view} member={item.member} place={start + index + 1} of={items.length} />
        ),
      )}
    </ul>
  );
}

function MemberRow({ view, member, place, of }: { view: ConversationView; member: Member; place: number; of: number }) {
  const { person, presence, role } = member;
  const words = text().people;
  const isMe = useParlor().self.value?.id === person.id;
  const { kind } = view.summary.value;
  const note = words.role[role] ?? (person.kind === "guest" ? text().rooms.guest_status : null);
  return (
    <li class={presence === "offline" ? "person person-away" : "person"} aria-posinset={place} aria-setsize={of}>
      <PersonOpener person={person} class="person-opener-row">
        <span class="person-picture">
          <PersonAvatar id={person.id} name={person.name} picture={person.picture} size={36} />
          <PresenceMark state={presence} />
        </span>
        <span class="person-name">
          <bdi>{person.name}</bdi> {isMe && <span class="person-note">{words.you}</span>}
        </span>
      </PersonOpener>
      {note && <span class="person-note">{note}</span>}
      {kind === "room" && <MemberMenu view={view} member={member} />}
    </li>
  );
}

const asItem = (member: Member): Item => ({ kind: "member", member });

function grouped(members: readonly Member[], words: { online: string; offline: string }): Item[] {
  const group = (title: string, some: readonly Member[]): Item[] =>
    some.length === 0 ? [] : [{ kind: "heading", title }, ...some.map(asItem)];
  return [
    ...group(
      words.online,
      members.filter(({ presence }) => presence !== "offline"),
    ),
    ...group(
      words.offline,
      members.filter(({ presence }) => presence === "offline"),
    ),
  ];
}
