// Runs before the first paint, as a file of its own because the security policy allows no inline script: a theme chosen by hand
// is on the page before anything is drawn. web/platform/theme.ts owns the same two keys and keeps them up to date.
(() => {
  const root = document.documentElement;
  try {
    const theme = localStorage.getItem("parlor.theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    const contrast = localStorage.getItem("parlor.contrast");
    if (contrast === "more" || matchMedia("(prefers-contrast: more)").matches) root.dataset.contrast = "more";
  } catch {
    // Storage may be forbidden; the system's theme is right then.
  }
})();
