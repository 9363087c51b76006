import { createBrowserParlor } from "./platform/browser-parlor.ts";
import { startApp } from "./start-app.tsx";

startApp(createBrowserParlor());
