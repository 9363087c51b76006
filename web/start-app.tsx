import { effect } from "@preact/signals";
import { render } from "preact";
import type { Parlor } from "#client/parlor.ts";
import { App } from "./App.tsx";
import { startNotices } from "./notices.ts";
import { ParlorContext } from "./parlor-context.ts";
import { reportActivity } from "./platform/activity.ts";
import { startBadge } from "./platform/badge.ts";
import { startRegions } from "./platform/regions.ts";
import { startTheme } from "./platform/theme.ts";
import { startUpdates } from "./platform/updates.ts";
import { text } from "./text/text.ts";
import "./ui/tokens.css";
import "./ui/base.css";

/** Puts the app on the page, over a client that has not been started yet. */
export function startApp(parlor: Parlor): void {
  startTheme();
  startRegions();
  startBadge(parlor);
  startNotices(parlor);
  reportActivity(parlor);
  effect(() => {
    document.documentElement.lang = text().locale;
    document.documentElement.dir = text().direction;
  });

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
