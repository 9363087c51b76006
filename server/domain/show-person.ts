import type { Person } from "#protocol/objects/person.ts";
import type { AccountRow } from "../store/store.ts";

/** How an account is shown wherever it appears. */
export function showPerson({ id, username, display_name, picture_small }: AccountRow): Person {
  return { kind: "account", id, username, name: display_name, picture: pictureAddress(picture_small) };
}

/** Where a picture is fetched; the address changes with the picture, so it may be kept for good. */
export function pictureAddress(hash: string | null): string | null {
  return hash && `/files/picture/${hash}.webp`;
}
