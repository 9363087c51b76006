import type { ComponentChildren } from "preact";
import { formatRoute, type Route } from "./route.ts";
import { navigate } from "./router.ts";

interface LinkProps {
  to: Route;
  replace?: boolean;
  class?: string;
  /** This link leads to what is shown now. */
  current?: boolean;
  label?: string;
  children: ComponentChildren;
}

/** A real link: a plain click stays in the page, a middle click or a modifier opens a tab as anywhere. */
export function Link({ to, replace = false, current = false, label, children, class: className }: LinkProps) {
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(to, { replace });
  };
  return (
    <a class={className} href={formatRoute(to)} onClick={follow} aria-current={current ? "page" : undefined} aria-label={label}>
      {children}
    </a>
  );
}
