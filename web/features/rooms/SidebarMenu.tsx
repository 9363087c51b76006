import { Hash, Plus, Search, SquarePen } from "lucide";
import { navigate } from "../../router/router.ts";
import { text } from "../../text/text.ts";
import { Menu } from "../../ui/Menu.tsx";
import { openRoomDialog } from "./room-dialogs.ts";

/** The ways into a room, for accounts. */
export function SidebarMenu() {
  const words = text().rooms;
  return (
    <Menu
      icon={Plus}
      label={words.menu}
      items={[
        { icon: SquarePen, label: words.new_room, run: () => openRoomDialog({ kind: "new" }) },
        { icon: Hash, label: words.join_by_code, run: () => openRoomDialog({ kind: "join" }) },
        { icon: Search, label: words.find_rooms, run: () => navigate({ kind: "rooms" }) },
      ]}
    />
  );
}
