import type { Settings } from "#protocol/objects/settings.ts";
import { useParlor } from "../../parlor-context.ts";
import { problemText } from "../../text/problem-text.ts";
import { showToast } from "../../ui/toasts.ts";

/** Settings take effect at once; only a refusal is worth a word. */
export function useChangeSettings(): (change: Partial<Settings>) => Promise<void> {
  const parlor = useParlor();
  return async (change) => {
    const result = await parlor.changeSettings(change);
    if (!result.ok) showToast(problemText(result.problem));
  };
}
