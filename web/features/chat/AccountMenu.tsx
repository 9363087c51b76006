import { useSignal } from "@preact/signals";
import { ChevronsUpDown, LogOut, Settings } from "lucide";
import { useEffect, useId, useRef } from "preact/hooks";
import { useParlor } from "../../parlor-context.ts";
import { chooseTheme, type ThemeChoice, theme } from "../../platform/theme.ts";
import { navigate } from "../../router/router.ts";
import { text } from "../../text/text.ts";
import { Avatar } from "../../ui/Avatar.tsx";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { PresenceMark } from "../../ui/PresenceMark.tsx";
import { Segmented } from "../../ui/Segmented.tsx";
import { GuestMenuItems } from "../rooms/GuestMenuItems.tsx";
import { connectionWords } from "./connection-words.ts";

/** One's own name with the connection in words; opens theme, settings and signing out. */
export function AccountMenu() {
  const parlor = useParlor();
  const menu = useRef<HTMLDivElement>(null);
  const menuId = useId();
  const expanded = useSignal(false);
  const leaving = useSignal(false);
  const status = useConnectionWords();
  const self = parlor.self.value;
  if (!self) return null;

  const words = text().account;
  const live = parlor.connection.value.state === "live";
  const { id, name } = self;
  const account = self.kind === "account" ? self.account : null;
  const guest = self.kind === "guest" ? self.guest : null;
  const themes: { value: ThemeChoice; label: string }[] = [
    { value: "system", label: words.theme_system },
    { value: "light", label: words.theme_light },
    { value: "dark", label: words.theme_dark },
  ];

  const signOut = () => {
    menu.current?.hidePopover();
    if (parlor.unsent.value > 0) leaving.value = true;
    else void parlor.logout();
  };

  return (
    <div class="account" data-region="account">
      <button
        type="button"
        class="account-button"
        title={words.title}
        aria-expanded={expanded.value}
        aria-haspopup="dialog"
        aria-controls={menuId}
        popovertarget={menuId}
      >
        <Avatar id={id} name={name} picture={account?.picture} size={36} />
        <span class="account-who">
          <span class="account-name own-direction" dir="auto">
            {name}
          </span>
          <span class="account-status">
            <PresenceMark state={live ? "online" : "offline"} />
            {status}
          </span>
        </span>
        <Icon icon={ChevronsUpDown} size={18} />
      </button>
      <div
        ref={menu}
        id={menuId}
        class="account-menu"
        popover="auto"
        role="dialog"
        aria-label={words.title}
        onToggle={(event) => (expanded.value = event.newState === "open")}
      >
        <p class="account-menu-head">
          <strong dir="auto">{name}</strong>
          {account ? `@${account.username}` : text().rooms.guest_status}
        </p>
        <Segmented
          label={words.theme}
          hideLabel
          value={theme.value}
          options={themes}
          onChange={(choice) => chooseTheme(parlor, choice)}
        />
        {account && (
          <button
            type="button"
            class="menu-item"
            onClick={() => {
              menu.current?.hidePopover();
              navigate({ kind: "settings", section: null });
            }}
          >
            <Icon icon={Settings} />
            {words.settings}
          </button>
        )}
        {guest ? (
          <GuestMenuItems guest={guest} close={() => menu.current?.hidePopover()} />
        ) : (
          <button type="button" class="menu-item" onClick={signOut}>
            <Icon icon={LogOut} />
            {words.sign_out}
          </button>
        )}
      </div>
      {leaving.value && (
        <Dialog
          title={words.sign_out_title}
          onClose={() => (leaving.value = false)}
          actions={
            <>
              <Button onClick={() => (leaving.value = false)}>{text().app.cancel}</Button>
              <Button look="danger" onClick={() => void parlor.logout()}>
                {words.sign_out_anyway}
              </Button>
            </>
          }
        >
          <p>{words.sign_out_unsent(parlor.unsent.value)}</p>
          <p>{words.sign_out_text}</p>
        </Dialog>
      )}
    </div>
  );
}

/** The connection in words; counts down while it waits. */
function useConnectionWords(): string {
  const connection = useParlor().connection.value;
  const now = useSignal(Date.now());
  const waiting = connection.state === "waiting";
  useEffect(() => {
    if (!waiting) return;
    now.value = Date.now();
    const timer = setInterval(() => (now.value = Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [waiting]);
  return connectionWords(connection, now.value);
}
