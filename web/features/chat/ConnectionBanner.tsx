import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { CloudOff } from "lucide";
import { useParlor } from "../../parlor-context.ts";
import { reloadIntoUpdate } from "../../platform/updates.ts";
import { text } from "../../text/text.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import "./ConnectionBanner.css";

/** A short break in the line is nobody's business. */
const patienceMs = 2_000;

/** A thin line of words while nothing comes in or goes out. The composer stays usable: what is written waits. */
export function ConnectionBanner() {
  const parlor = useParlor();
  const shown = useSignal(false);

  // Apart from the tries that follow one another, each of which would begin the wait anew.
  const trouble = useComputed(() => {
    const { state, detail } = parlor.connection.value;
    if (state === "live" || state === "syncing") return "none";
    return state === "offline" || detail ? "certain" : "perhaps";
  });

  useSignalEffect(() => {
    if (trouble.value !== "perhaps") {
      shown.value = trouble.value === "certain";
      return;
    }
    const timer = setTimeout(() => (shown.value = true), patienceMs);
    return () => clearTimeout(timer);
  });

  const { state, detail } = parlor.connection.value;
  const words = text();
  if (!shown.value) return <div role="status" />;

  const [outdated, replaced] = [detail === "outdated", detail === "replaced"];
  const sentence = outdated
    ? words.app.outdated
    : replaced
      ? words.connection.replaced_banner
      : state === "offline"
        ? words.connection.offline_banner
        : words.connection.waiting_banner;
  return (
    <div class="connection-banner" role="status">
      <Icon icon={CloudOff} size={16} />
      <p>{sentence}</p>
      {(outdated || replaced) && (
        <Button look="quiet" onClick={reloadIntoUpdate}>
          {words.app.reload}
        </Button>
      )}
      {state === "waiting" && (
        <Button look="quiet" onClick={() => parlor.wake()}>
          {words.connection.try_now}
        </Button>
      )}
    </div>
  );
}
