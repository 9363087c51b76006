import { useParlor } from "../../parlor-context.ts";
import { text } from "../../text/text.ts";
import { Switch } from "../../ui/Switch.tsx";
import { useChangeSettings } from "../settings/use-change-settings.ts";
import "./ShortcutList.css";

type What = keyof ReturnType<typeof text>["shortcuts"]["what"];
/** Each row: what it does, and the ways to press it. */
type Rows = readonly (readonly [What, ...(readonly string[])[]])[];

const isApple = /mac|iphone|ipad/i.test(navigator.platform);
const mod = isApple ? "⌘" : "Ctrl";
const alt = isApple ? "⌥" : "Alt";
const shift = isApple ? "⇧" : "Shift";

const groups: Record<keyof ReturnType<typeof text>["shortcuts"]["groups"], Rows> = {
  anywhere: [
    ["switcher", [mod, "K"]],
    ["help", ["?"], [mod, "/"]],
    ["previous", [alt, "↑"]],
    ["next", [alt, "↓"]],
    ["previous_unread", [alt, shift, "↑"]],
    ["next_unread", [alt, shift, "↓"]],
    ["regions", ["F6"]],
  ],
  list: [
    ["older", ["↑"]],
    ["newer", ["↓"]],
    ["latest", ["End"]],
    ["compose", ["Esc"]],
  ],
  writing: [
    ["send", ["Enter"]],
    ["line", [shift, "Enter"]],
  ],
};

/** Every key the app knows, and the switch for those that are a single letter. */
export function ShortcutList() {
  const parlor = useParlor();
  const change = useChangeSettings();
  const words = text().shortcuts;
  const settings = parlor.me.value?.settings;
  return (
    <div class="shortcuts">
      {settings && (
        <Switch
          label={words.letters}
          hint={words.letters_hint}
          checked={settings.letter_shortcuts}
          onChange={(letter_shortcuts) => void change({ letter_shortcuts })}
        />
      )}
      {Object.entries(groups).map(([group, rows]) => (
        <section key={group}>
          <h3>{words.groups[group as keyof typeof groups]}</h3>
          <dl>
            {rows.map(([what, ...ways]) => (
              <div key={what}>
                <dt>{words.what[what]}</dt>
                <dd>
                  {ways.map((keys, index) => (
                    <span key={keys.join()}>
                      {index > 0 && <span class="shortcuts-or">{words.or}</span>}
                      {keys.map((key) => (
                        <kbd key={key}>{key}</kbd>
                      ))}
                    </span>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}
