import { text } from "../../text/text.ts";
import { Button } from "../../ui/Button.tsx";
import { openRoomDialog } from "./room-dialogs.ts";
import "./GuestCard.css";

/** For guests, below the one room they have: that there is more, and how to get it. */
export function GuestCard() {
  const words = text().rooms;
  return (
    <div class="guest-card">
      <p>{words.make_account_hint}</p>
      <Button onClick={() => openRoomDialog({ kind: "upgrade" })}>{words.make_account}</Button>
    </div>
  );
}
