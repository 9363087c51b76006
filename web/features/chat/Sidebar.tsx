import { Search } from "lucide";
import type { ConversationId } from "#protocol/ids.ts";
import { useParlor } from "../../parlor-context.ts";
import { narrow } from "../../platform/page.ts";
import { text } from "../../text/text.ts";
import { Empty } from "../../ui/Empty.tsx";
import { IconButton } from "../../ui/IconButton.tsx";
import { Mark } from "../../ui/Mark.tsx";
import { PeopleButton } from "../people/PeopleButton.tsx";
import { GuestCard } from "../rooms/GuestCard.tsx";
import { SidebarMenu } from "../rooms/SidebarMenu.tsx";
import { overlay } from "../shortcuts/overlays.ts";
import { AccountMenu } from "./AccountMenu.tsx";
import { ConversationItem } from "./ConversationItem.tsx";
import "./Sidebar.css";

/** The conversations, last active first, and one's own account at the foot. */
export function Sidebar({ current }: { current: ConversationId | null }) {
  const parlor = useParlor();
  const words = text();
  // Beside an open conversation its name is the page's heading; alone on a narrow screen this is.
  const Title = narrow.value || current === null ? "h1" : "h2";
  const conversations = parlor.conversations.value;
  return (
    <>
      <div class="sidebar-head">
        <Mark size={24} />
        <Title>{parlor.server.value?.name ?? words.app.name}</Title>
        {parlor.me.value && (
          <div class="sidebar-acts">
            <IconButton icon={Search} label={words.switcher.open} onClick={() => (overlay.value = "switcher")} />
            <PeopleButton />
            <SidebarMenu />
          </div>
        )}
      </div>
      <nav class="sidebar-list" aria-label={words.sidebar.label} data-region="conversations">
        {conversations.length === 0 ? (
          <Empty title={words.sidebar.empty_title} text={words.sidebar.empty_text} />
        ) : (
          <ul>
            {conversations.map((conversation) => (
              <li key={conversation.id}>
                <ConversationItem conversation={conversation} current={conversation.id === current} />
              </li>
            ))}
          </ul>
        )}
      </nav>
      {parlor.guest.value && <GuestCard />}
      <AccountMenu />
    </>
  );
}
