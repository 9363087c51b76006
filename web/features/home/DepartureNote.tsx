import type { Departure } from "#client/parlor.ts";
import { text } from "../../text/text.ts";
import { Button } from "../../ui/Button.tsx";
import { useCopied } from "../../ui/use-copied.ts";

/** In one sentence, that somebody is no longer in a room. */
export function departureSentence({ reason, name }: Departure): string {
  return text().departure[reason ?? "ended"](name);
}

/** What follows from it, where there is something to say. */
export function departureConsequence({ reason }: Departure): string | null {
  const words = text().departure;
  if (reason === "removed") return words.removed_text;
  if (reason === "deleted") return words.deleted_text;
  return reason === null ? words.ended_text : null;
}

/** Why the room that was open is not any more, at the front door. */
export function DepartureNote({ departure }: { departure: Departure }) {
  const consequence = departureConsequence(departure);
  return (
    <div class="sign-in-note departure" role="status">
      <p>
        <strong>{departureSentence(departure)}</strong> {consequence}
      </p>
      <UnsentWords departure={departure} />
    </div>
  );
}

/** Words that were never sent and have lost their place: they are the person's own, and can be taken along. */
export function UnsentWords({ departure: { unsent } }: { departure: Departure }) {
  const { copied, copy } = useCopied<"unsent">();
  const words = text().departure;
  if (unsent.length === 0) return null;
  return (
    <p class="departure-unsent">
      {words.unsent(unsent.length)}
      <Button look="quiet" onClick={() => void copy("unsent", unsent.join("\n\n"))}>
        {copied === "unsent" ? words.copied : words.copy_unsent}
      </Button>
      <span role="status" class="visually-hidden">
        {copied === "unsent" ? words.copied : copied === "failed" ? text().rooms.copy_failed : ""}
      </span>
    </p>
  );
}
