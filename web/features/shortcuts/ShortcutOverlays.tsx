import { useParlor } from "../../parlor-context.ts";
import { lazy } from "../../ui/lazy.tsx";
import { overlay } from "./overlays.ts";

const Switcher = lazy(() => import("../switcher/Switcher.tsx").then((module) => module.Switcher));
const ShortcutsDialog = lazy(() => import("./ShortcutsDialog.tsx").then((module) => module.ShortcutsDialog));

/** What keys open over any screen: loaded when it is first asked for. */
export function ShortcutOverlays() {
  if (useParlor().phase.value !== "signed_in") return null;
  return (
    <>
      {overlay.value === "switcher" && <Switcher />}
      {overlay.value === "shortcuts" && <ShortcutsDialog />}
    </>
  );
}
