import { lazy } from "../../ui/lazy.tsx";
import { openedPerson } from "./opened-person.ts";
import { removalAsked } from "./removal.ts";

const PersonCard = lazy(() => import("./PersonCard.tsx").then((module) => module.PersonCard));
const RemovalDialog = lazy(() => import("./RemovalDialog.tsx").then((module) => module.RemovalDialog));

/** What stands over any screen about a person: loaded when it is first asked for. */
export function PeopleOverlays() {
  return (
    <>
      {openedPerson.value && <PersonCard />}
      {removalAsked.value && <RemovalDialog />}
    </>
  );
}
