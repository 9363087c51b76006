import type { ConversationId } from "#protocol/ids.ts";
import { useParlor } from "../../parlor-context.ts";
import { Link } from "../../router/Link.tsx";
import { text } from "../../text/text.ts";
import { Empty } from "../../ui/Empty.tsx";
import { departureConsequence, departureSentence, UnsentWords } from "../home/DepartureNote.tsx";

/** Where a conversation was: why it is not here any more, as far as this device knows. */
export function GoneScreen({ conversation }: { conversation: ConversationId }) {
  const departure = useParlor().departure.value;
  const words = text().conversation;
  const known = departure?.conversation === conversation ? departure : null;
  const title = known ? departureSentence(known) : words.gone_title;
  const consequence = known ? departureConsequence(known) : words.gone_text;
  return (
    <Empty title={title} {...(consequence ? { text: consequence } : {})}>
      {known && <UnsentWords departure={known} />}
      <Link class="button button-plain" to={{ kind: "home" }} replace>
        {words.to_list}
      </Link>
    </Empty>
  );
}
