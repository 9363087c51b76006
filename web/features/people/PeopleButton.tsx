import { ContactRound } from "lucide";
import { useParlor } from "../../parlor-context.ts";
import { Link } from "../../router/Link.tsx";
import { route } from "../../router/router.ts";
import { text } from "../../text/text.ts";
import { Icon } from "../../ui/Icon.tsx";
import "./PeopleButton.css";

const shownMax = 9;

/** The way to one's people, with how many wait for an answer. */
export function PeopleButton() {
  const parlor = useParlor();
  const words = text();
  const waiting = parlor.people.incoming.value.length;
  return (
    <Link
      class="icon-button people-button-link"
      to={{ kind: "people", tab: waiting > 0 ? "requests" : "contacts" }}
      current={route.value.kind === "people"}
      label={words.contacts.open(waiting)}
    >
      <Icon icon={ContactRound} />
      {waiting > 0 && (
        <span class="count" aria-hidden="true">
          {waiting > shownMax ? words.sidebar.too_many(shownMax) : waiting}
        </span>
      )}
    </Link>
  );
}
