/** Room kept to the edges of the window, and between a floating element and what it belongs to. */
const gapPx = 8;

/** Puts a floating element beside its anchor: after it in reading direction, else under or above it, always inside the window. */
export function placeBeside(element: HTMLElement, anchor: HTMLElement): void {
  const { offsetWidth: width, offsetHeight: height } = element;
  const at = anchor.getBoundingClientRect();
  const rtl = document.documentElement.dir === "rtl";
  const beside = rtl ? at.left - gapPx - width : at.right + gapPx;
  const fitsBeside = beside >= gapPx && beside + width <= window.innerWidth - gapPx;
  const left = fitsBeside ? beside : rtl ? at.right - width : at.left;
  const top = fitsBeside
    ? at.top
    : at.bottom + gapPx + height <= window.innerHeight
      ? at.bottom + gapPx
      : at.top - gapPx - height;
  element.style.left = `${between(left, window.innerWidth - width)}px`;
  element.style.top = `${between(top, window.innerHeight - height)}px`;
}

const between = (position: number, room: number) => Math.max(gapPx, Math.min(position, room - gapPx));
