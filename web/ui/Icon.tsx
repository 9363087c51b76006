import type { IconNode } from "lucide";
import { createElement } from "preact";

interface IconProps {
  icon: IconNode;
  size?: number;
  /** Points along the reading direction. */
  directional?: boolean;
}

/** One icon of the Lucide outline set. Always beside a label or inside something that has a name, so never announced itself. */
export function Icon({ icon, size = 20, directional = false }: IconProps) {
  return (
    <svg
      class={directional ? "directional" : undefined}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width={1.75}
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {icon.map(([tag, attributes], index) => createElement(tag, { ...attributes, key: index }))}
    </svg>
  );
}
