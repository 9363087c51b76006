import { effect, type ReadonlySignal, signal } from "@preact/signals";
import type { Parlor } from "#client/parlor.ts";
import type { Settings } from "#protocol/objects/settings.ts";

/**
 * The look a person chose: theirs on all devices while they are signed in, and kept on this one for the time before and after.
 * "system" follows the operating system. /theme.js applies what is kept before the first paint; this module owns the same key
 * from then on.
 */
export type ThemeChoice = Settings["theme"];

const key = "parlor.theme";
const choices: readonly string[] = ["light", "dark", "contrast"] satisfies ThemeChoice[];

function kept(): ThemeChoice {
  try {
    const value = localStorage.getItem(key);
    return value !== null && choices.includes(value) ? (value as ThemeChoice) : "system";
  } catch {
    return "system";
  }
}

function keep(value: ThemeChoice): void {
  try {
    if (value === "system") localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Storage may be forbidden: the choice then lasts as long as the page.
  }
}

const chosen = signal(kept());
export const theme: ReadonlySignal<ThemeChoice> = chosen;

/** A guest has no account to keep it in: then it holds on this device. */
export function chooseTheme(parlor: Parlor, choice: ThemeChoice): void {
  chosen.value = choice;
  if (parlor.me.peek()) void parlor.changeSettings({ theme: choice });
}

/** Keeps the page in step with the choice, wherever it was made, and with the system's wishes. */
export function startTheme(parlor: Parlor): void {
  const root = document.documentElement;
  const wantsContrast = matchMedia("(prefers-contrast: more)");
  const wantsDark = matchMedia("(prefers-color-scheme: dark)");
  const systemContrast = signal(wantsContrast.matches);
  const systemDark = signal(wantsDark.matches);
  wantsContrast.addEventListener("change", () => (systemContrast.value = wantsContrast.matches));
  wantsDark.addEventListener("change", () => (systemDark.value = wantsDark.matches));
  // Another tab, of a guest too.
  window.addEventListener("storage", (event) => {
    if (event.key === key || event.key === null) chosen.value = kept();
  });

  // What this device kept of the account may be older than the choice that another tab has just left in the shared storage.
  effect(() => {
    const settings = parlor.me.value?.settings;
    if (settings && parlor.connection.value.state === "live") chosen.value = settings.theme;
  });
  effect(() => {
    keep(theme.value);
    if (theme.value === "light" || theme.value === "dark") root.dataset.theme = theme.value;
    else delete root.dataset.theme;
    if (theme.value === "contrast" || systemContrast.value) root.dataset.contrast = "more";
    else delete root.dataset.contrast;
  });
  effect(() => {
    const follows = theme.value === "system" || theme.value === "contrast";
    const dark = theme.value === "dark" || (follows && systemDark.value);
    document.querySelector('meta[name="theme-color"]')?.setAttribute("content", dark ? "#101217" : "#f5f2ee");
  });
}
