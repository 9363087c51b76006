import { hueOf, initialsOf } from "./person-look.ts";
import "./Avatar.css";

interface AvatarProps {
  /** Decides the hue, so that a person keeps it through a change of name. */
  id: string;
  name: string;
  size?: number;
}

/** The generated picture of a person: initials on a hue of their own. Decoration beside the name, so hidden from screen readers. */
export function Avatar({ id, name, size = 32 }: AvatarProps) {
  return (
    <span class="avatar person-hue" style={{ "--hue": String(hueOf(id)), "--avatar-size": `${size}px` }} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}
