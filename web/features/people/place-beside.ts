/** Room kept to the edges of the window, and between a floating element and what it belongs to. */
const gapPx = 8;

/** Puts a floating element beside its anchor: after it in reading direction, else before, under or above it, always inside the window. */
export function placeBeside(element: HTMLElement, anchor: HTMLElement): void {
  const { offsetWidth: width, offsetHeight: height } = element;
  const at = anchor.getBoundingClientRect();
  const rtl = document.documentElement.dir === "rtl";
  const toLeft = at.left - gapPx - width;
  const toRight = at.right + gapPx;
  // What stands at the edge of the window, such as a panel, has its room on the inside.
  const isAtEnd = rtl ? at.right < window.innerWidth / 2 : at.left > window.innerWidth / 2;
  const sides = rtl ? [toLeft, toRight] : [toRight, toLeft];
  const beside = sides.slice(0, isAtEnd ? 2 : 1).find((left) => left >= gapPx && left + width <= window.innerWidth - gapPx);
  const under = at.bottom + gapPx;
  const fitsUnder = under + height <= window.innerHeight;
  const left = beside ?? (rtl ? at.right - width : at.left);
  const top = beside !== undefined ? at.top : fitsUnder ? under : at.top - gapPx - height;
  element.style.left = `${between(left, window.innerWidth - width)}px`;
  element.style.top = `${between(top, window.innerHeight - height)}px`;
}

const between = (position: number, room: number) => Math.max(gapPx, Math.min(position, room - gapPx));
