import type { IconNode } from "lucide";
import { Icon } from "./Icon.tsx";
import "./Button.css";

interface IconButtonProps {
  icon: IconNode;
  label: string;
  /** The icon points along the reading direction. */
  directional?: boolean;
  onClick: (event: MouseEvent) => void;
}

/** A button that shows only an icon; its name is the tooltip as well. */
export function IconButton({ icon, label, directional, onClick }: IconButtonProps) {
  return (
    <button type="button" class="icon-button" aria-label={label} title={label} onClick={onClick}>
      <Icon icon={icon} directional={directional} />
    </button>
  );
}
