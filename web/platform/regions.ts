/**
 * The parts of the screen that F6 goes round (and Shift+F6 back): elements marked `data-region`. Inside one, `data-region-focus`
 * marks what takes the focus; else its first element that can.
 */
const focusable = "a[href], button:not(:disabled), input:not(:disabled), textarea:not(:disabled), [tabindex='0']";

function visibleRegions(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-region]")].filter((element) => element.checkVisibility());
}

function focusInto(region: HTMLElement): void {
  const target =
    region.querySelector<HTMLElement>("[data-region-focus], [aria-current]") ??
    region.querySelector<HTMLElement>(focusable) ??
    region;
  target.focus();
}

export function focusRegion(name: string): void {
  const region = visibleRegions().find((element) => element.dataset.region === name);
  if (region) focusInto(region);
}

export function startRegions(): void {
  window.addEventListener("keydown", (event) => {
    if (event.key !== "F6" || event.altKey || event.metaKey) return;
    const regions = visibleRegions();
    if (regions.length === 0) return;
    event.preventDefault();
    const at = regions.findIndex((region) => region.contains(document.activeElement));
    const step = event.shiftKey ? -1 : 1;
    const next = regions[(at + (at < 0 && step < 0 ? 0 : step) + regions.length) % regions.length];
    if (next) focusInto(next);
  });
}
