import { type ContrastChoice, contrast, type ThemeChoice, theme } from "../../platform/theme.ts";
import { text } from "../../text/text.ts";
import { Segmented } from "../../ui/Segmented.tsx";

export function AppearanceSettings() {
  const words = text().settings;
  const { theme_system, theme_light, theme_dark } = text().account;
  const themes: { value: ThemeChoice; label: string }[] = [
    { value: "system", label: theme_system },
    { value: "light", label: theme_light },
    { value: "dark", label: theme_dark },
  ];
  const contrasts: { value: ContrastChoice; label: string }[] = [
    { value: "system", label: words.appearance_contrast_system },
    { value: "more", label: words.appearance_contrast_more },
  ];
  return (
    <>
      <Segmented
        label={words.appearance_theme}
        value={theme.value}
        options={themes}
        onChange={(choice) => (theme.value = choice)}
      />
      <Segmented
        label={words.appearance_contrast}
        value={contrast.value}
        options={contrasts}
        onChange={(choice) => (contrast.value = choice)}
      />
      <p class="settings-intro">{words.appearance_hint}</p>
    </>
  );
}
