import { useSignal } from "@preact/signals";
import type { ConversationView } from "#client/parlor.ts";
import type { Input } from "#protocol/operations/index.ts";
import { useParlor } from "../../parlor-context.ts";
import { problemText } from "../../text/problem-text.ts";
import { showToast } from "../../ui/toasts.ts";

type Change = Omit<Input<"conversation.update">, "conversation">;

/** Changes a room's settings. What is shown follows from what the server then tells everyone; a refusal is said in passing. */
export function useRoomChange(view: ConversationView) {
  const parlor = useParlor();
  const busy = useSignal(false);

  const change = async (settings: Change, done?: string): Promise<boolean> => {
    if (busy.value) return false;
    busy.value = true;
    const result = await parlor.call("conversation.update", { conversation: view.id, ...settings });
    busy.value = false;
    if (!result.ok) showToast(problemText(result.problem));
    else if (done) showToast(done);
    return result.ok;
  };

  return { busy: busy.value, change };
}
