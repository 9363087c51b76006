import { useSignal } from "@preact/signals";
import type { IconNode } from "lucide";
import { useId, useRef } from "preact/hooks";
import { Icon } from "./Icon.tsx";
import "./Button.css";
import "./Menu.css";

export interface MenuItem {
  icon: IconNode;
  label: string;
  /** What cannot be taken back by another click. */
  danger?: boolean;
  run: () => void;
}

interface MenuProps {
  icon: IconNode;
  label: string;
  items: readonly MenuItem[];
}

const gapPx = 4;

/** A button that opens a short list of acts. Arrows move in it, Escape and a click beside it close it and give the focus back. */
export function Menu({ icon, label, items }: MenuProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const open = useSignal(false);

  const place = () => {
    const anchor = button.current?.getBoundingClientRect();
    const menu = list.current;
    if (!anchor || !menu) return;
    const below = anchor.bottom + gapPx;
    const fits = below + menu.offsetHeight <= window.innerHeight;
    const rtl = document.documentElement.dir === "rtl";
    const start = rtl ? anchor.left : anchor.right - menu.offsetWidth;
    const left = Math.max(gapPx, Math.min(start, window.innerWidth - menu.offsetWidth - gapPx));
    menu.style.top = `${fits ? below : Math.max(gapPx, anchor.top - gapPx - menu.offsetHeight)}px`;
    menu.style.left = `${left}px`;
  };

  const onToggle = (now: string) => {
    open.value = now === "open";
    if (!open.value) return;
    place();
    list.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const all = [...(list.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
    const at = all.indexOf(document.activeElement as HTMLElement);
    const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 };
    const to = steps[event.key];
    if (event.key === "Tab") list.current?.hidePopover();
    // The panel around it closes with Escape too; this one is for the menu.
    if (event.key === "Escape") event.stopPropagation();
    if (to === undefined) return;
    event.preventDefault();
    all[(to + all.length) % all.length]?.focus();
  };

  return (
    <>
      <button
        ref={button}
        type="button"
        class="icon-button"
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={open.value}
        popovertarget={id}
      >
        <Icon icon={icon} />
      </button>
      <div
        ref={list}
        id={id}
        class="menu"
        popover="auto"
        role="menu"
        tabIndex={-1}
        aria-label={label}
        onToggle={(event) => onToggle(event.newState)}
        onKeyDown={onKeyDown}
      >
        {items.map((item) => (
          <button
            key={item.label}
            type="button"
            role="menuitem"
            tabIndex={-1}
            class={item.danger ? "menu-item menu-item-danger" : "menu-item"}
            onClick={() => {
              list.current?.hidePopover();
              item.run();
            }}
          >
            <Icon icon={item.icon} />
            {item.label}
          </button>
        ))}
      </div>
    </>
  );
}
