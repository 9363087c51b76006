import { useParlor } from "../../parlor-context.ts";
import { Link } from "../../router/Link.tsx";
import { text } from "../../text/text.ts";
import { Segmented } from "../../ui/Segmented.tsx";
import { Switch } from "../../ui/Switch.tsx";
import { useChangeSettings } from "./use-change-settings.ts";

/** Who sees what of the person, and who may write to them. */
export function PrivacySettings() {
  const settings = useParlor().me.value?.settings;
  const change = useChangeSettings();
  const words = text().settings;
  if (!settings) return null;
  const policy = settings.dm_policy ?? "server";
  return (
    <>
      <div class="switches">
        <Switch
          label={words.privacy_presence}
          hint={words.privacy_presence_hint}
          checked={settings.show_presence}
          onChange={(show_presence) => void change({ show_presence })}
        />
        <Switch
          label={words.privacy_typing}
          checked={settings.send_typing}
          onChange={(send_typing) => void change({ send_typing })}
        />
        <Switch
          label={words.privacy_receipts}
          hint={words.privacy_receipts_hint}
          checked={settings.send_receipts}
          onChange={(send_receipts) => void change({ send_receipts })}
        />
      </div>
      <div>
        <Segmented
          label={words.privacy_dm}
          value={policy}
          options={[
            { value: "server", label: words.privacy_dm_server },
            { value: "contacts", label: words.privacy_dm_contacts },
            { value: "everyone", label: words.privacy_dm_everyone },
          ]}
          onChange={(choice) => void change({ dm_policy: choice === "server" ? null : choice })}
        />
        <p class="field-hint settings-under">{words.privacy_dm_hint[policy]}</p>
      </div>
      <div>
        <Link class="button button-plain" to={{ kind: "people", tab: "blocked" }}>
          {words.privacy_blocked}
        </Link>
      </div>
    </>
  );
}
