import { UserRoundX } from "lucide";
import { Icon } from "./Icon.tsx";
import { hueOf, initialsOf } from "./person-look.ts";
import "./Avatar.css";

interface AvatarProps {
  /** Decides the hue, so that a person keeps it through a change of name. */
  id: string;
  name: string;
  /** Address of the picture the person chose, if any. */
  picture?: string | null | undefined;
  size?: number;
}

/** The picture of a person: their own, or initials on a hue of their own; a grey one for an account that is gone. Decoration beside the name, so hidden from screen readers. */
export function Avatar({ id, name, picture, size = 32 }: AvatarProps) {
  const style = { "--hue": String(hueOf(id)), "--avatar-size": `${size}px` };
  if (name === "") {
    return (
      <span class="avatar avatar-nobody" style={style} aria-hidden="true">
        <Icon icon={UserRoundX} size={Math.round(size * 0.5)} />
      </span>
    );
  }
  if (picture) return <img class="avatar person-hue" style={style} src={picture} alt="" loading="lazy" decoding="async" />;
  return (
    <span class="avatar person-hue" style={style} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}
