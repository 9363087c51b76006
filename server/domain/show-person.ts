import { type Person, pictureAddress } from "#protocol/objects/person.ts";
import type { AccountRow } from "../store/store.ts";

/** How an account is shown wherever it appears. */
export function showPerson({ id, username, display_name, picture_small }: AccountRow): Person {
  return { kind: "account", id, username, name: display_name, picture: pictureAddress(picture_small) };
}
