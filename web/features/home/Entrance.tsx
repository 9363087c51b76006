import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { useParlor } from "../../parlor-context.ts";
import { navigate, route } from "../../router/router.ts";
import { text } from "../../text/text.ts";
import { SignInScreen } from "../sign-in/SignInScreen.tsx";
import { HomeScreen } from "./HomeScreen.tsx";
import { forgetInvitation, keepInvitation } from "./invitation.ts";

/** On a first visit the server is asked what it offers; should that take longer, the form that always works is shown. */
const patienceMs = 1_000;

/** What a visitor sees: the front door, or the sign-in form where that is all there is or what is needed. */
export function Entrance() {
  const parlor = useParlor();
  const impatient = useSignal(false);
  const server = parlor.server.value;
  const { detail } = parlor.connection.value;
  const here = route.value;
  const isDoor = here.kind === "home" || here.kind === "invitation";
  const invitation = here.kind === "invitation" ? here.code : null;

  useEffect(() => {
    const timer = setTimeout(() => (impatient.value = true), patienceMs);
    return () => clearTimeout(timer);
  }, []);

  // A guest who is out again stands at the front door; an account that was signed out, before its own.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the end of a session moves people, not where they go next
  useEffect(() => {
    if (detail === "access_ended" && !isDoor) navigate({ kind: "home" }, { replace: true });
    else if ((detail === "signed_out" || detail === "blocked") && here.kind === "home")
      navigate({ kind: "sign_in" }, { replace: true });
  }, [detail]);

  // Whoever signs in or makes an account instead still gets to the room they were sent to.
  // biome-ignore lint/correctness/useExhaustiveDependencies: coming back to the front door forgets the invitation
  useEffect(() => {
    if (invitation) keepInvitation(invitation);
    else if (here.kind === "home") forgetInvitation();
  }, [invitation, here.kind]);

  if (server === null && !impatient.value) {
    return (
      <p class="visually-hidden" role="status">
        {text().app.loading}
      </p>
    );
  }
  const takesGuests = server?.guests === true && !server.needs_admin;
  return takesGuests && (isDoor || detail === "access_ended") ? <HomeScreen /> : <SignInScreen />;
}
