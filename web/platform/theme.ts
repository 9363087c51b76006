import { effect, signal } from "@preact/signals";

/**
 * The look a person chose on this device. "system" follows the operating system. /theme.js applies the stored choice before the
 * first paint; this module owns the same two keys from then on.
 */
export type ThemeChoice = "system" | "light" | "dark";
export type ContrastChoice = "system" | "more";

const themeKey = "parlor.theme";
const contrastKey = "parlor.contrast";

function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function store(key: string, value: string): void {
  try {
    if (value === "system") localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Storage may be forbidden: the choice then lasts as long as the page.
  }
}

function storedTheme(): ThemeChoice {
  const value = stored(themeKey);
  return value === "light" || value === "dark" ? value : "system";
}

export const theme = signal<ThemeChoice>(storedTheme());
export const contrast = signal<ContrastChoice>(stored(contrastKey) === "more" ? "more" : "system");

/** Keeps the page in step with the choices, with the system's wishes and with other tabs. */
export function startTheme(): void {
  const root = document.documentElement;
  const wantsContrast = matchMedia("(prefers-contrast: more)");
  const wantsDark = matchMedia("(prefers-color-scheme: dark)");
  const systemContrast = signal(wantsContrast.matches);
  const systemDark = signal(wantsDark.matches);
  wantsContrast.addEventListener("change", () => (systemContrast.value = wantsContrast.matches));
  wantsDark.addEventListener("change", () => (systemDark.value = wantsDark.matches));
  window.addEventListener("storage", (event) => {
    if (event.key === themeKey || event.key === null) theme.value = storedTheme();
    if (event.key === contrastKey || event.key === null) contrast.value = stored(contrastKey) === "more" ? "more" : "system";
  });

  effect(() => {
    store(themeKey, theme.value);
    if (theme.value === "system") delete root.dataset.theme;
    else root.dataset.theme = theme.value;
  });
  effect(() => {
    store(contrastKey, contrast.value);
    if (contrast.value === "more" || systemContrast.value) root.dataset.contrast = "more";
    else delete root.dataset.contrast;
  });
  effect(() => {
    const dark = theme.value === "dark" || (theme.value === "system" && systemDark.value);
    document.querySelector('meta[name="theme-color"]')?.setAttribute("content", dark ? "#101217" : "#f5f2ee");
  });
}
