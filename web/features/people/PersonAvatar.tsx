import type { PersonId } from "#protocol/ids.ts";
import { useParlor } from "../../parlor-context.ts";
import { Avatar } from "../../ui/Avatar.tsx";

interface PersonAvatarProps {
  id: PersonId;
  /** The name and picture that came with what is shown; a newer one that is known by now goes first. */
  name: string;
  picture?: string | null | undefined;
  size?: number;
}

/** The picture somebody has now, also beside what was told with a former one. */
export function PersonAvatar({ id, name, picture = null, size = 32 }: PersonAvatarProps) {
  const face = useParlor().people.face(id) ?? { name, picture };
  return <Avatar id={id} name={face.name} picture={face.picture} size={size} />;
}
