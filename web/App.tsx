import { useEffect } from "preact/hooks";
import { Entrance } from "./features/home/Entrance.tsx";
import { PeopleOverlays } from "./features/people/PeopleOverlays.tsx";
import { ShortcutOverlays } from "./features/shortcuts/ShortcutOverlays.tsx";
import { useParlor } from "./parlor-context.ts";
import { route } from "./router/router.ts";
import { text } from "./text/text.ts";
import { Boundary } from "./ui/Boundary.tsx";
import { lazy } from "./ui/lazy.tsx";
import { Toasts } from "./ui/Toasts.tsx";

const loadChat = () => import("./features/chat/ChatScreen.tsx").then((module) => module.ChatScreen);
const ChatScreen = lazy(loadChat);
const chatAfterMs = 1_000;

const Settings = lazy(() => import("./features/settings/SettingsScreen.tsx").then((module) => module.SettingsScreen));

const People = lazy(() => import("./features/people/PeopleScreen.tsx").then((module) => module.PeopleScreen));

export function App() {
  return (
    <>
      <Boundary>
        <Screen />
      </Boundary>
      <PeopleOverlays />
      <ShortcutOverlays />
      <Toasts />
    </>
  );
}

function SignedIn() {
  const { kind } = route.value;
  // Settings and contacts are an account's; a guest has the one room.
  const isAccount = useParlor().me.value !== null;
  if (kind === "settings" && isAccount) return <Settings />;
  return kind === "people" && isAccount ? <People /> : <ChatScreen />;
}

function Screen() {
  const phase = useParlor().phase.value;

  // A visitor has it before it is needed, but sees the front door first; should it fail, it is tried again when it is needed.
  useEffect(() => {
    if (phase !== "signed_out") return;
    const timer = setTimeout(() => void loadChat().catch(() => undefined), chatAfterMs);
    return () => clearTimeout(timer);
  }, [phase]);

  switch (phase) {
    case "starting":
      // What is kept on the device opens within a frame or two; a picture of loading would only flash.
      return (
        <p class="visually-hidden" role="status">
          {text().app.loading}
        </p>
      );
    case "signed_out":
      return <Entrance />;
    case "signed_in":
      return <SignedIn />;
  }
}
