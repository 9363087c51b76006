import { useEffect } from "preact/hooks";
import { checkRoomCode } from "#protocol/room-code.ts";
import { useParlor } from "../../parlor-context.ts";
import { narrow } from "../../platform/page.ts";
import { Link } from "../../router/Link.tsx";
import { route } from "../../router/router.ts";
import { text } from "../../text/text.ts";
import { Mark } from "../../ui/Mark.tsx";
import { SignInForm } from "../sign-in/SignInForm.tsx";
import { DepartureNote } from "./DepartureNote.tsx";
import { GuestForm } from "./GuestForm.tsx";
import "../sign-in/SignInScreen.css";
import "./HomeScreen.css";

/** The front door: into a room with a name and a code, or into one's account. */
export function HomeScreen() {
  const parlor = useParlor();
  const words = text().home;
  const here = route.value;
  const code = here.kind === "invitation" ? here.code : null;
  const invitation = code !== null && checkRoomCode(code) === null ? code : null;
  const server = parlor.server.value;
  const name = server?.name ?? text().app.name;
  const open = server?.registration !== "closed";
  const departure = parlor.departure.value;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the words change with the language, and the page with them
  useEffect(() => {
    document.title = invitation ? words.invited_title(invitation) : name;
  }, [invitation, name]);

  return (
    <main class="sign-in home">
      <div class="home-column">
        <header class="home-head">
          <Mark size={36} />
          <h1>{name}</h1>
        </header>
        {departure && <DepartureNote departure={departure} />}
        <div class="home-doors">
          <section class="home-door" aria-labelledby="home-enter">
            <div>
              <h2 id="home-enter">{invitation ? words.invited_title(invitation) : words.enter_title}</h2>
              <p>{invitation ? words.invited_text : words.enter_text}</p>
            </div>
            <GuestForm key={code ?? ""} invitation={code} />
            {invitation && (
              <p class="sign-in-other">
                <Link to={{ kind: "home" }}>{words.other_code}</Link>
              </p>
            )}
          </section>
          {narrow.value ? (
            <section class="home-door home-account" aria-label={words.account_title}>
              <h2>{words.account_title}</h2>
              <Link class="button button-plain button-wide" to={{ kind: "sign_in" }}>
                {words.sign_in}
              </Link>
              {open && (
                <Link class="button button-quiet button-wide" to={{ kind: "register" }}>
                  {words.register}
                </Link>
              )}
            </section>
          ) : (
            <section class="home-door home-account" aria-labelledby="home-sign-in">
              <div>
                <h2 id="home-sign-in">{text().sign_in.title(name)}</h2>
                {open && (
                  <p>
                    {text().sign_in.no_account} <Link to={{ kind: "register" }}>{text().sign_in.to_register}</Link>
                  </p>
                )}
              </div>
              <SignInForm beside />
            </section>
          )}
        </div>
      </div>
    </main>
  );
}
