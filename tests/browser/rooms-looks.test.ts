import { expect } from "bun:test";
import type { BrowserContextOptions } from "playwright-core";
import type { ConversationId, GuestId } from "#protocol/ids.ts";
import { addMember } from "#server/domain/room-members.ts";
import { RawGuest, RawPerson } from "#testkit/raw-client.ts";
import type { App } from "./app.ts";
import { seriousFindings } from "./axe.ts";
import { anaInHerRoom, openPeople, openRoom } from "./in-rooms.ts";
import { becomes, story, useBrowser, type World } from "./story.ts";

useBrowser();

/** A room with this many guests who are not here. */
async function fill(world: World, room: ConversationId, count: number): Promise<void> {
  const { store, now } = world.server.server.context;
  const at = now();
  await store.write(async (tables) => {
    for (let n = 1; n <= count; n++) {
      const id = Bun.randomUUIDv7() as GuestId;
      const name = `Guest ${String(n).padStart(4, "0")}`;
      await tables.guests.insert({ id, room_id: room, name, created_at: at, expires_at: at + 86_400_000 });
      const person = { id, kind: "guest", name } as const;
      await addMember(tables, { conversation: room, person, role: "member", now: at });
    }
  });
}

story("a room of a thousand: its list is drawn as far as it is seen, and read as far as one scrolls", async (world) => {
  const { ana } = await anaInHerRoom(world, { name: "Hall" });
  await fill(world, new URL(ana.page.url()).pathname.slice("/c/".length) as ConversationId, 1_000);
  await ana.page.reload();
  await ana.page.getByRole("button", { name: "People: 1 online of 1001" }).click();
  const panel = ana.page.getByRole("complementary", { name: "People" });
  await panel.getByText("Guest 0001").waitFor();
  const drawn = () => panel.locator(".members > li").count();
  expect(await drawn()).toBeLessThan(80);
  const scroller = panel.locator("[data-scroller]");
  await becomes(async () => {
    await scroller.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    return panel.getByText("Guest 1000").isVisible();
  }, true);
  expect(await drawn()).toBeLessThan(80);
  const last = panel.locator(".members > li").last();
  expect(await last.getAttribute("aria-posinset")).toBe(await last.getAttribute("aria-setsize"));

  // Who is far down is reached by a key, and taken out.
  await last.hover();
  await last.getByRole("button", { name: "What to do with Guest 1000" }).click();
  await ana.page.getByRole("menuitem", { name: "Remove from the room" }).press("Enter");
  await ana.page.getByRole("dialog").getByRole("button", { name: "Remove Guest 1000" }).click();
  const names = panel.locator(".person-name");
  await names.filter({ hasText: "Guest 1000" }).waitFor({ state: "detached" });
  await names.filter({ hasText: "Guest 0999" }).waitFor();
});

const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const small: BrowserContextOptions = { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true };

/** What lies outside of the screen, and what is too small for a finger. */
function misfits({ page }: App): Promise<{ outside: string[]; cramped: string[]; overflow: number }> {
  return page.evaluate(() => {
    const brief = (element: Element) => element.outerHTML.slice(0, 120);
    const shown = [...document.querySelectorAll<HTMLElement>("#app *, dialog[open] *")].filter((element) =>
      element.checkVisibility(),
    );
    const outside = shown.filter((element) => {
      const box = element.getBoundingClientRect();
      return box.width > 1 && (box.right > innerWidth + 1 || box.left < -1);
    });
    const targets = shown.filter((element) =>
      element.matches(
        "button, a[href], input:not(.visually-hidden, .switch, [type=checkbox]), textarea, select, summary, .segmented-option",
      ),
    );
    const cramped = targets.filter(
      (target) =>
        getComputedStyle(target).clipPath === "none" && !target.closest("p") && target.getBoundingClientRect().height < 32,
    );
    const overflow = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    return { outside: outside.map(brief), cramped: cramped.map(brief), overflow };
  });
}

/** Every screen about rooms, with what is hardest to fit on it; `check` looks at each. */
async function tour(
  world: World,
  options: BrowserContextOptions,
  check: (app: App, screen: string) => Promise<void>,
): Promise<void> {
  const owner = await RawPerson.register(world.server.url, "Ana");
  const long = "A room with a name that is rather long, as some are, and goes on and on and on";
  const made = await owner.call("room.create", {
    name: long,
    description: `What it is about: ${"x".repeat(120)} https://example.org/${"y".repeat(80)}`,
    password: "sesame",
    listed: true,
  });
  const code = made.room?.code ?? "";
  await Promise.all(
    ["Bo", "Cy", "Di", "Ed"].map((nickname) => RawGuest.join(world.server.url, { code, nickname, password: "sesame" })),
  );

  const guest = await world.visit(options);
  guest.visitor.expect(/status of 40[34]/);
  await guest.page.getByLabel("Nickname").waitFor();
  await guest.page.getByText("Options for a new room").click();
  await guest.page.getByRole("button", { name: "Join", exact: true }).click();
  await check(guest, "front door, with errors and options");
  await guest.page.goto(`/r/${code}`);
  await guest.page.getByLabel("Nickname").fill("Flo");
  await guest.page.getByRole("button", { name: "Join", exact: true }).click();
  await guest.page.getByLabel("Room password").waitFor();
  await check(guest, "invited, asked for the password");
  await guest.page.getByLabel("Room password", { exact: true }).fill("sesame");
  await guest.page.keyboard.press("Enter");
  await guest.composer.waitFor();
  await owner.call("room.lock", { conversation: made.id, locked: true });
  await owner.call("conversation.update", { conversation: made.id, slow_mode_s: 60 });
  await guest.page.getByText("Slow mode: one message every 1 minute.").waitFor();
  for (const text of ["one", "two"]) {
    await guest.composer.fill(text);
    await guest.page.getByRole("button", { name: "Send", exact: true }).click();
  }
  await guest.page.getByText(/Slow mode\. Goes out in/).waitFor();
  await check(guest, "a room as a guest, locked and in slow mode");
  await openPeople(guest);
  await check(guest, "people");
  const panel = await openRoom(guest);
  await check(guest, "room, as a guest");
  await panel.getByRole("button", { name: "Leave room" }).click();
  await guest.page.getByRole("dialog").waitFor();
  await check(guest, "leaving");
  await guest.page.getByRole("dialog").getByRole("button", { name: "Leave room" }).click();
  await guest.page.getByText(`You left ${long}.`).waitFor();
  await check(guest, "left");

  // A locked room is not listed.
  await owner.call("room.lock", { conversation: made.id, locked: false });
  const { ana, ...mine } = await anaInHerRoom(world, { account: "Gus", context: options });
  const rich = await RawGuest.join(world.server.url, { code: mine.code, nickname: "A guest’s long name!" });
  await check(ana, "a room of one’s own");
  const own = await openRoom(ana);
  await own.getByRole("button", { name: "Set a password" }).click();
  await own.getByText("Banned", { exact: true }).click();
  await own.getByText("Nobody is banned.").waitFor();
  await check(ana, "room, as its owner");
  await own.getByRole("button", { name: "Invite people" }).click();
  await ana.page.getByRole("img", { name: /^QR code/ }).waitFor();
  await check(ana, "invitation");
  await ana.page.keyboard.press("Escape");
  await own.getByRole("button", { name: "Delete room" }).click();
  await ana.page.getByRole("dialog").waitFor();
  await check(ana, "deleting");
  await ana.page.keyboard.press("Escape");
  await own.getByRole("link", { name: "People" }).click();
  await ana.page.getByRole("button", { name: `What to do with ${rich.name}` }).click();
  await check(ana, "what to do with a member");
  await ana.page.getByRole("menuitem", { name: "Ban from the room" }).click();
  await ana.page.getByRole("dialog").waitFor();
  await check(ana, "banning");
  await ana.page.goto("/rooms");
  await ana.page.getByRole("button", { name: `Join ${long}` }).waitFor();
  await check(ana, "directory");
  await ana.page.goto(`/r/${code}`);
  await ana.page.getByRole("button", { name: "Not now" }).waitFor();
  await check(ana, "asked whether to join");
  await ana.page.goto("/c/01890a5d-ac96-774b-bcce-b302099a8057");
  await ana.page.getByText("This conversation is not here").waitFor();
  await check(ana, "gone");
}

for (const [name, options] of [
  ["390", phone],
  ["320", small],
] as const) {
  story(`${name} pixels are enough for every screen about rooms, and for fingers`, (world) =>
    tour(world, options, async (app, screen) => {
      await becomes(async () => ({ screen, ...(await misfits(app)) }), { screen, outside: [], cramped: [], overflow: 0 });
    }),
  );
}

for (const [name, options] of [
  ["light", { colorScheme: "light" }],
  ["dark", { colorScheme: "dark" }],
  ["high contrast", { colorScheme: "light", contrast: "more" }],
  ["a dark phone", { colorScheme: "dark", ...phone }],
] as const) {
  story(`axe finds nothing serious on any screen about rooms, in ${name}`, (world) =>
    tour(world, options, async (app, screen) => {
      await becomes(async () => ({ screen, found: await seriousFindings(app.page) }), { screen, found: [] });
    }),
  );
}
