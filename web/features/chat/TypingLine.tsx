import type { ConversationView } from "#client/parlor.ts";
import { text } from "../../text/text.ts";

/** Who is typing. Its line is always there, so that nothing moves when someone begins. */
export function TypingLine({ view }: { view: ConversationView }) {
  const people = view.typing.value;
  const words = text().typing;
  return (
    <div class="typing">
      {people.length > 0 && (
        <>
          <span class="typing-dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <span>{people.length > 3 ? words.several : words.some(people.map(({ name }) => name))}</span>
        </>
      )}
    </div>
  );
}
