// Runs before the first paint, as a file of its own because the security policy allows no inline script: a theme chosen by hand
// is on the page before anything is drawn. web/platform/theme.ts owns the same key and keeps it up to date.
(() => {
  const root = document.documentElement;
  let theme = null;
  try {
    theme = localStorage.getItem("parlor.theme");
  } catch {
    // Storage may be forbidden; the system's theme is right then.
  }
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  if (theme === "contrast" || matchMedia("(prefers-contrast: more)").matches) root.dataset.contrast = "more";
})();
