import { useEffect } from "preact/hooks";
import { useParlor } from "../../parlor-context.ts";
import { Link } from "../../router/Link.tsx";
import { route } from "../../router/router.ts";
import { text } from "../../text/text.ts";
import { Mark } from "../../ui/Mark.tsx";
import { RegisterForm } from "./RegisterForm.tsx";
import { SignInForm } from "./SignInForm.tsx";
import "./SignInScreen.css";

/** The door: sign in or make an account. A server without any account opens on the second. */
export function SignInScreen() {
  const parlor = useParlor();
  const server = parlor.server.value;
  const words = text();
  const name = server?.name ?? words.app.name;
  const first = server?.needs_admin === true;
  const open = server?.registration !== "closed" || first;
  const registering = open && (route.value.kind === "register" || first);
  const invitation = route.value.kind === "invitation" && !first ? route.value.code : null;
  const title = registering ? (first ? words.register.first_title : words.register.title(name)) : words.sign_in.title(name);

  useEffect(() => {
    document.title = title;
  }, [title]);

  return (
    <main class="sign-in">
      <div class="sign-in-column">
        <header class="sign-in-head">
          <Mark size={44} />
          <h1>{title}</h1>
        </header>
        {invitation && <p class="sign-in-note">{words.home.closed_invitation(invitation)}</p>}
        {registering ? <RegisterForm /> : <SignInForm />}
        <p class="sign-in-other">
          {registering && !first && (
            <>
              {words.register.have_account} <Link to={{ kind: "sign_in" }}>{words.register.to_sign_in}</Link>
            </>
          )}
          {!registering && open && (
            <>
              {words.sign_in.no_account} <Link to={{ kind: "register" }}>{words.sign_in.to_register}</Link>
            </>
          )}
          {!open && words.sign_in.registration_closed}
        </p>
        {server?.guests && !first && (
          <p class="sign-in-other">
            <Link to={{ kind: "home" }}>{words.sign_in.to_guest}</Link>
          </p>
        )}
      </div>
    </main>
  );
}
