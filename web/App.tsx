import { ChatScreen } from "./features/chat/ChatScreen.tsx";
import { SignInScreen } from "./features/sign-in/SignInScreen.tsx";
import { useParlor } from "./parlor-context.ts";
import { route } from "./router/router.ts";
import { text } from "./text/text.ts";
import { Boundary } from "./ui/Boundary.tsx";
import { lazy } from "./ui/lazy.tsx";
import { Toasts } from "./ui/Toasts.tsx";

const Settings = lazy(() => import("./features/settings/SettingsScreen.tsx").then((module) => module.SettingsScreen));

export function App() {
  return (
    <>
      <Boundary>
        <Screen />
      </Boundary>
      <Toasts />
    </>
  );
}

function Screen() {
  const parlor = useParlor();
  switch (parlor.phase.value) {
    case "starting":
      // What is kept on the device opens within a frame or two; a picture of loading would only flash.
      return (
        <p class="visually-hidden" role="status">
          {text().app.loading}
        </p>
      );
    case "signed_out":
      return <SignInScreen />;
    case "signed_in":
      return route.value.kind === "settings" ? <Settings /> : <ChatScreen />;
  }
}
