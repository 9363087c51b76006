import { useSignal } from "@preact/signals";
import { useParlor } from "../../parlor-context.ts";
import { canNotify } from "../../platform/notify.ts";
import { text } from "../../text/text.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Switch } from "../../ui/Switch.tsx";
import { useChangeSettings } from "./use-change-settings.ts";

/** How one is told of what happens. The browser is asked for its permission only by who has read what for. */
export function NotificationSettings() {
  const settings = useParlor().me.value?.settings;
  const change = useChangeSettings();
  const asking = useSignal(false);
  const permission = useSignal(canNotify());
  const words = text().settings;
  if (!settings) return null;
  const desktop = settings.notify_desktop && permission.value === "granted";

  const setDesktop = (wanted: boolean) => {
    permission.value = canNotify();
    if (wanted && permission.value === "default") asking.value = true;
    else void change({ notify_desktop: wanted });
  };

  const ask = async () => {
    asking.value = false;
    permission.value = await Notification.requestPermission();
    if (permission.value === "granted") await change({ notify_desktop: true });
  };

  return (
    <>
      <div class="switches">
        <Switch
          label={words.notify_toasts}
          hint={words.notify_toasts_hint}
          checked={settings.notify_toasts}
          onChange={(notify_toasts) => void change({ notify_toasts })}
        />
        <Switch
          label={words.notify_sound}
          hint={words.notify_sound_hint}
          checked={settings.notify_sound}
          onChange={(notify_sound) => void change({ notify_sound })}
        />
        <Switch
          label={words.notify_desktop}
          hint={words.notify_desktop_hint}
          checked={desktop}
          disabled={permission.value === "unsupported" || permission.value === "denied"}
          onChange={setDesktop}
        />
      </div>
      {permission.value === "denied" && <p class="settings-note">{words.notify_denied}</p>}
      {permission.value === "unsupported" && <p class="settings-note">{words.notify_unsupported}</p>}
      {asking.value && (
        <Dialog
          title={words.notify_ask_title}
          onClose={() => (asking.value = false)}
          actions={
            <>
              <Button onClick={() => (asking.value = false)}>{text().app.cancel}</Button>
              <Button look="primary" onClick={() => void ask()}>
                {words.notify_ask}
              </Button>
            </>
          }
        >
          <p>{words.notify_ask_text}</p>
        </Dialog>
      )}
    </>
  );
}
