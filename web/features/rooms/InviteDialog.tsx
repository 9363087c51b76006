import { Check, Copy, Share2 } from "lucide";
import type { ConversationId } from "#protocol/ids.ts";
import { useParlor } from "../../parlor-context.ts";
import { text } from "../../text/text.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { QrCode } from "../../ui/QrCode.tsx";
import { useCopied } from "../../ui/use-copied.ts";
import { closeRoomDialog } from "./room-dialogs.ts";
import { roomLink } from "./room-link.ts";
import "./InviteDialog.css";

/** Every way to bring somebody into a room: its code, its link, a picture of the link, and the device's own sharing. */
export function InviteDialog({ conversation }: { conversation: ConversationId }) {
  const parlor = useParlor();
  const { copied, copy } = useCopied<"code" | "link">();
  const summary = parlor.conversations.value.find(({ id }) => id === conversation);
  const room = summary?.room;
  const link = room ? roomLink(room.code) : "";
  if (!summary || !room) return null;
  const words = text().rooms;

  const share = () => {
    // A person who closes the sheet has changed their mind; there is nothing to say about it.
    navigator.share({ title: summary.name, text: words.share_text(summary.name), url: link }).catch(() => undefined);
  };

  return (
    <Dialog
      title={words.invite}
      onClose={closeRoomDialog}
      actions={
        <>
          <Button onClick={closeRoomDialog}>{text().app.close}</Button>
          {"share" in navigator && (
            <Button look="primary" onClick={share}>
              <Icon icon={Share2} size={18} />
              {words.share}
            </Button>
          )}
        </>
      }
    >
      <p>{room.locked ? words.locked_hint : room.has_password ? words.invite_password : words.invite_text}</p>
      {!room.guests && <p>{words.invite_accounts}</p>}
      <div class="invite">
        <div class="invite-ways">
          <div class="invite-way">
            <span class="invite-label">{words.code}</span>
            <span class="invite-code" dir="ltr">
              {room.code}
            </span>
            <CopyButton
              copied={copied === "code"}
              label={words.copy_code(room.code)}
              onClick={() => void copy("code", room.code)}
            />
          </div>
          <div class="invite-way">
            <span class="invite-label">{words.link}</span>
            <input
              class="invite-link"
              readOnly
              dir="ltr"
              aria-label={words.link}
              value={link}
              onFocus={(event) => event.currentTarget.select()}
            />
            <CopyButton copied={copied === "link"} label={words.copy_link} onClick={() => void copy("link", link)} />
          </div>
        </div>
        <figure class="invite-qr">
          <QrCode text={link} label={words.qr_label(link)} />
          <figcaption>{words.qr_hint}</figcaption>
        </figure>
      </div>
      <span role="status" class="visually-hidden">
        {copied === "failed"
          ? words.copy_failed
          : copied === "code"
            ? words.copied_code
            : copied === "link"
              ? words.copied_link
              : ""}
      </span>
      {copied === "failed" && <p class="form-problem">{words.copy_failed}</p>}
    </Dialog>
  );
}

function CopyButton({ copied, label, onClick }: { copied: boolean; label: string; onClick: () => void }) {
  const words = text().rooms;
  return (
    <Button label={label} onClick={onClick}>
      <Icon icon={copied ? Check : Copy} size={16} />
      {copied ? words.copied : words.copy}
    </Button>
  );
}
