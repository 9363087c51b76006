import { useId } from "preact/hooks";
import { useParlor } from "../../parlor-context.ts";
import { chooseTheme, type ThemeChoice, theme } from "../../platform/theme.ts";
import { languageTags, text } from "../../text/text.ts";
import { FieldFrame } from "../../ui/Field.tsx";
import { Segmented } from "../../ui/Segmented.tsx";
import { useChangeSettings } from "./use-change-settings.ts";

export function AppearanceSettings() {
  const parlor = useParlor();
  const change = useChangeSettings();
  const languageId = useId();
  const words = text().settings;
  const { theme_system, theme_light, theme_dark } = text().account;
  const themes: { value: ThemeChoice; label: string }[] = [
    { value: "system", label: theme_system },
    { value: "light", label: theme_light },
    { value: "dark", label: theme_dark },
    { value: "contrast", label: words.appearance_contrast },
  ];
  return (
    <>
      <Segmented
        label={words.appearance_theme}
        value={theme.value}
        options={themes}
        onChange={(choice) => chooseTheme(parlor, choice)}
      />
      <p class="settings-intro">{words.appearance_hint}</p>
      <FieldFrame id={languageId} label={words.language}>
        <select
          id={languageId}
          class="field-input"
          value={parlor.me.value?.settings.language}
          onChange={(event) => void change({ language: event.currentTarget.value })}
        >
          <option value="system">{words.language_system}</option>
          {languageTags.map((tag) => (
            <option key={tag} value={tag} lang={tag}>
              {new Intl.DisplayNames([tag], { type: "language" }).of(tag)}
            </option>
          ))}
        </select>
      </FieldFrame>
    </>
  );
}
