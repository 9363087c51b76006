import { render } from "preact";
import type { Parlor } from "#client/parlor.ts";
import { App } from "./App.tsx";
import { startMessageNotices } from "./features/chat/message-notices.ts";
import { startPeopleNotices } from "./features/people/notices.ts";
import { startShortcuts } from "./features/shortcuts/shortcuts.ts";
import { startNotices } from "./notices.ts";
import { ParlorContext } from "./parlor-context.ts";
import { reportActivity } from "./platform/activity.ts";
import { startBadge } from "./platform/badge.ts";
import { startRegions } from "./platform/regions.ts";
import { startTabs } from "./platform/tabs.ts";
import { startTheme } from "./platform/theme.ts";
import { startUpdates } from "./platform/updates.ts";
import { startLanguage } from "./text/text.ts";
import "./ui/tokens.css";
import "./ui/base.css";

/** Puts the app on the page, over a client that has not been started yet. */
export function startApp(parlor: Parlor): void {
  startTheme(parlor);
  startLanguage(parlor);
  startRegions();
  startTabs();
  startShortcuts(parlor);
  startBadge(parlor);
  startNotices(parlor);
  startPeopleNotices(parlor);
  startMessageNotices(parlor);
  reportActivity(parlor);

  const root = document.getElementById("app");
  if (!root) throw new Error("the page has no #app");
  render(
    <ParlorContext.Provider value={parlor}>
      <App />
    </ParlorContext.Provider>,
    root,
  );
  void parlor.start();
  void startUpdates();
}
