import { useSignal } from "@preact/signals";
import { useParlor } from "../../parlor-context.ts";
import { navigate } from "../../router/router.ts";
import { type JoinProblem, joinProblem } from "../home/join-problem.ts";

/** An account at a room's door: asks with the code, then with the password if the room wants one, and goes in. */
export function useJoining(onJoined: () => void = () => undefined) {
  const parlor = useParlor();
  const password = useSignal("");
  const asked = useSignal(false);
  const busy = useSignal(false);
  const refused = useSignal<JoinProblem | null>(null);

  const join = async (code: string): Promise<void> => {
    if (busy.value) return;
    refused.value = null;
    busy.value = true;
    const joined = await parlor.joinRoom({ code, ...(asked.value ? { password: password.value } : {}) });
    busy.value = false;
    if (!joined.ok) {
      if (joined.problem.code === "room_password") asked.value = true;
      refused.value = joinProblem(joined.problem);
      return;
    }
    onJoined();
    navigate({ kind: "conversation", id: joined.value, panel: null }, { replace: true });
  };

  /** Another code: what was asked and refused was about the last one. */
  const reset = () => {
    asked.value = false;
    password.value = "";
    refused.value = null;
  };

  const refusedAt = (field: JoinProblem["at"]) => (refused.value?.at === field ? refused.value.text : null);
  return { password, asked, busy, join, reset, refusedAt };
}
