import type { BrowserContextOptions, Locator } from "playwright-core";
import type { App } from "./app.ts";
import type { World } from "./story.ts";

interface RoomOptions {
  name?: string;
  secret?: string;
  account?: string;
  context?: BrowserContextOptions;
}

/** Ana has an account, and is in a room that she has just made in the app. */
export async function anaInHerRoom(world: World, options: RoomOptions = {}) {
  const ana = await world.join(options.account ?? "Ana", options.context ?? {});
  await ana.page.getByRole("button", { name: "New room or join" }).click();
  await ana.page.getByRole("menuitem", { name: "New room" }).click();
  const dialog = ana.page.getByRole("dialog", { name: "New room" });
  await dialog.getByLabel("Room name").fill(options.name ?? "Tea");
  if (options.secret) await dialog.getByLabel("Password for the room", { exact: true }).fill(options.secret);
  await dialog.getByRole("button", { name: "Create room" }).click();
  await ana.page.getByRole("heading", { name: options.name ?? "Tea", level: 1 }).waitFor();
  return { ana, code: await codeOf(ana) };
}

/** The code in the header. */
export async function codeOf({ page }: App): Promise<string> {
  return (await page.locator(".conversation-header .code-chip-code").innerText()).trim();
}

/** A visitor at the front door, in through it. */
export async function enter(app: App, nickname: string, code?: string, secret?: string): Promise<void> {
  await app.page.getByLabel("Nickname").fill(nickname);
  if (code) await app.page.getByLabel("Room code").fill(code);
  await app.page.getByRole("button", { name: "Join", exact: true }).click();
  if (secret) {
    await app.page.getByLabel("Room password", { exact: true }).fill(secret);
    await app.page.keyboard.press("Enter");
  }
  await app.composer.waitFor();
}

export const people = ({ page }: App): Locator => page.getByRole("complementary", { name: "People" });
export const room = ({ page }: App): Locator => page.getByRole("complementary", { name: "Room details" });

export async function openPeople(app: App): Promise<Locator> {
  await app.page.getByRole("button", { name: /^People: / }).click();
  await people(app).locator(".person").first().waitFor();
  return people(app);
}

export async function openRoom(app: App): Promise<Locator> {
  if (!(await people(app).isVisible())) await openPeople(app);
  await people(app).getByRole("link", { name: "Room" }).click();
  await room(app).waitFor();
  return room(app);
}

export async function actOn(app: App, name: string, action: string): Promise<void> {
  await people(app)
    .getByRole("button", { name: `What to do with ${name}` })
    .click();
  await app.page.getByRole("menuitem", { name: action }).click();
}
