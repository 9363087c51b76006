import { useSignal } from "@preact/signals";
import { ArrowLeft } from "lucide";
import type { ComponentType } from "preact";
import { useParlor } from "../../parlor-context.ts";
import { narrow } from "../../platform/page.ts";
import { Link } from "../../router/Link.tsx";
import { type PeopleTab, peopleTabs } from "../../router/route.ts";
import { goBack, route } from "../../router/router.ts";
import { text } from "../../text/text.ts";
import { Frame } from "../../ui/Frame.tsx";
import { IconButton } from "../../ui/IconButton.tsx";
import { Sidebar } from "../chat/Sidebar.tsx";
import { BlockedList } from "./BlockedList.tsx";
import { ContactList } from "./ContactList.tsx";
import { Finder } from "./Finder.tsx";
import { RequestList } from "./RequestList.tsx";
import "./PeopleScreen.css";

const lists: Record<PeopleTab, ComponentType> = { contacts: ContactList, requests: RequestList, blocked: BlockedList };

/** Everybody one has to do with, and the search for more. */
export function PeopleScreen() {
  const parlor = useParlor();
  const query = useSignal("");
  const words = text().contacts;
  const tab = route.value.kind === "people" ? route.value.tab : "contacts";
  const List = lists[tab];
  const waiting = parlor.people.incoming.value.length;

  return (
    <Frame
      shows="main"
      side={<Sidebar current={null} />}
      main={
        <section class="people-screen" aria-labelledby="people-title" data-region="people">
          <header class="people-screen-head">
            {narrow.value && (
              <IconButton icon={ArrowLeft} directional label={text().app.back} onClick={() => goBack({ kind: "home" })} />
            )}
            <h1 id="people-title">{words.title}</h1>
          </header>
          <div class="people-screen-scroll">
            <div class="people-screen-column">
              <Finder query={query.value} onQuery={(typed) => (query.value = typed)} />
              {query.value.trim() === "" && (
                <>
                  <nav class="tabs" aria-label={words.tabs}>
                    {peopleTabs.map((name) => (
                      <Link key={name} class="tab" to={{ kind: "people", tab: name }} current={name === tab} replace>
                        {words.tab[name]}
                        {name === "requests" && waiting > 0 && (
                          <span class="count">
                            <span aria-hidden="true">{waiting}</span>
                            <span class="visually-hidden">{words.tab_waiting(waiting)}</span>
                          </span>
                        )}
                      </Link>
                    ))}
                  </nav>
                  <List />
                </>
              )}
            </div>
          </div>
        </section>
      }
    />
  );
}
