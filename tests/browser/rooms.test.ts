import { expect } from "bun:test";
import type { ConversationId } from "#protocol/ids.ts";
import { RawGuest, RawPerson } from "#testkit/raw-client.ts";
import { qrPath } from "#web/ui/qr-path.ts";
import { type App, password } from "./app.ts";
import { actOn, anaInHerRoom, codeOf, enter, openPeople, openRoom, people, room } from "./in-rooms.ts";
import { becomes, story, useBrowser } from "./story.ts";

useBrowser();

story("two guests and an account talk in a room with a password", async (world) => {
  const { ana, code } = await anaInHerRoom(world, { secret: "open sesame" });
  expect(code).toMatch(/^[2-9A-HJKMNP-TV-Z]{6}$/);
  const [bo, cy] = [await world.visit(), await world.visit({ path: `/r/${code.toLowerCase()}` })];
  for (const guest of [bo, cy]) guest.visitor.expect(/status of 403/);
  await enter(bo, "Bo", code, "open sesame");
  await cy.page.getByRole("heading", { name: `Join room ${code}` }).waitFor();
  await enter(cy, "Cy", undefined, "open sesame");

  await bo.send("Hello from Bo");
  for (const app of [ana, cy]) await app.message("Hello from Bo").waitFor();
  await ana.send("Welcome");
  for (const app of [bo, cy]) await app.message("Welcome").waitFor();
  await ana.page.getByRole("button", { name: "People: 3 online of 3" }).click();
  await becomes(() => people(ana).locator(".person-name").allInnerTexts(), ["Ana (you)", "Bo", "Cy"]);
  await becomes(() => people(ana).locator(".person-note").allInnerTexts(), ["(you)", "Owner", "Guest", "Guest"]);
  await bo.page.getByText("Room: members and the server can read this", { exact: true }).first().waitFor();

  // A reload, and a second tab, are the same guest.
  await bo.page.reload();
  await bo.message("Welcome").waitFor();
  const tab = new (bo.constructor as typeof App)(await bo.visitor.open(), bo.visitor);
  await tab.message("Welcome").waitFor();
  await ana.page.getByRole("button", { name: "People: 3 online of 3" }).waitFor();
});

story("a visitor makes a room and talks, with the keyboard alone", async (world) => {
  await RawPerson.register(world.server.url, "Ana");
  const bo = await world.visit();
  await becomes(() => bo.page.getByLabel("Nickname").evaluate((field) => field === document.activeElement), true);
  const start = performance.now();
  await bo.page.keyboard.type("Bo");
  while (!(await bo.page.getByRole("button", { name: "Create a room" }).evaluate((button) => button === document.activeElement)))
    await bo.page.keyboard.press("Tab");
  await bo.page.keyboard.press("Enter");
  await becomes(() => bo.composer.evaluate((field) => field === document.activeElement).catch(() => false), true);
  await bo.page.keyboard.type("Anyone here?");
  await bo.page.keyboard.press("Enter");
  await bo.inState("Anyone here?", "Sent").waitFor();
  expect(performance.now() - start).toBeLessThan(5_000);
  await bo.page.getByText("It disappears when everyone has left").first().waitFor();
  await bo.log.getByText("Everything here is deleted a minute after the last person has left.").waitFor();

  // Next time the name is there already.
  const code = await codeOf(bo);
  await bo.openAccountMenu();
  await bo.page.getByRole("button", { name: "Leave room" }).click();
  const leaving = bo.page.getByRole("dialog", { name: `Leave ${code}?` });
  await leaving.getByText("you give up your name and your place").waitFor();
  await leaving.getByText("is deleted a minute after the last person has left").waitFor();
  await leaving.getByRole("button", { name: "Leave room" }).click();
  await bo.page.getByText(`You left ${code}.`).waitFor();
  expect(await bo.page.getByLabel("Nickname").inputValue()).toBe("Bo");
  await becomes(async () => new URL(bo.page.url()).pathname, "/");
});

story("the front door checks while one types, and says at each field what is wrong", async (world) => {
  const ana = await RawPerson.register(world.server.url, "Ana");
  const { room: made } = await ana.call("room.create", { name: "Tea" });
  const bo = await world.visit();
  bo.visitor.expect(/status of 40[349]/);
  const alert = bo.page.getByRole("alert");
  const nickname = bo.page.getByLabel("Nickname");
  const code = bo.page.getByLabel("Room code");
  const join = bo.page.getByRole("button", { name: "Join", exact: true });

  await join.click();
  await alert.getByText("Enter a name for others to call you by.").waitFor();
  await alert.getByText("Enter the code of a room, or create one.").waitFor();
  await becomes(() => nickname.evaluate((field) => field === document.activeElement), true);
  for (const [typed, sentence] of [
    ["x".repeat(21), "A nickname has at most 20 characters."],
    ["Admin", "This name is reserved. Pick another."],
  ] as const) {
    await nickname.fill(typed);
    await alert.getByText(sentence).waitFor();
  }
  await nickname.fill("Bo");

  await code.pressSequentially("ab c-");
  expect(await code.inputValue()).toBe("ABC");
  await code.fill("abc23O");
  await alert.getByText("none of 0, 1, I, L, O and U").waitFor();
  await code.fill("abc2345");
  await alert.getByText("A code has 6 characters.").waitFor();
  await code.fill(`https://chat.example/r/${made?.code.toLowerCase()}?from=mail`);
  expect(await code.inputValue()).toBe(made?.code ?? "");
  await code.fill("222222");
  await join.click();
  await alert.getByText("No room with this code lets you in.").waitFor();
  await becomes(() => code.evaluate((field) => field === document.activeElement), true);

  await code.fill(made?.code ?? "");
  await nickname.fill("Аnа");
  await join.click();
  await alert.getByText("This name is taken, or looks too much like one that is.").waitFor();
  await becomes(() => nickname.evaluate((field) => field === document.activeElement), true);
  await nickname.fill("Bo");
  await nickname.press("Enter");
  await bo.composer.waitFor();
});

story("a room's password is asked for when there is one, and only then", async (world) => {
  const ana = await RawPerson.register(world.server.url, "Ana");
  const { room: made } = await ana.call("room.create", { name: "Tea", password: "sesame" });
  const bo = await world.visit({ path: `/r/${made?.code}` });
  bo.visitor.expect(/status of 403/);
  await bo.page.getByLabel("Nickname").fill("Bo");
  expect(await bo.page.getByLabel("Room password").count()).toBe(0);
  await bo.page.keyboard.press("Enter");
  const field = bo.page.getByLabel("Room password", { exact: true });
  await bo.page.getByText("This room asks for a password.").waitFor();
  await becomes(() => field.evaluate((input) => input === document.activeElement), true);
  await bo.page.keyboard.press("Enter");
  await bo.page.getByRole("alert").getByText("Enter the password of the room.").waitFor();
  await field.fill("guess");
  await bo.page.keyboard.press("Enter");
  await bo.page.getByRole("alert").getByText("This is not the room’s password.").waitFor();
  expect(await field.getAttribute("autocomplete")).toBe("off");
  await field.fill("sesame");
  await bo.page.keyboard.press("Enter");
  await bo.composer.waitFor();
});

story("the code is copied with a click; the link, its picture and the device's sharing are in the invitation", async (world) => {
  const { ana, code } = await anaInHerRoom(world);
  const origin = new URL(ana.page.url()).origin;
  await ana.visitor.context.grantPermissions(["clipboard-read", "clipboard-write"], { origin });
  const clipboard = () => ana.page.evaluate(() => navigator.clipboard.readText());
  await ana.page.getByRole("button", { name: `Copy the room code ${code}` }).click();
  await ana.page.getByRole("status").getByText("Code copied.").waitFor({ state: "attached" });
  await ana.page.locator(".conversation-header").getByText("Copied", { exact: true }).waitFor();
  expect(await clipboard()).toBe(code);

  await ana.page.evaluate(() => {
    Object.assign(navigator, { share: async (data: ShareData) => Object.assign(window, { shared: data }) });
  });
  await ana.page.locator(".conversation-header").getByRole("button", { name: "Invite people" }).click();
  const dialog = ana.page.getByRole("dialog", { name: "Invite people" });
  const link = `${origin}/r/${code}`;
  await dialog.getByRole("button", { name: "Copy link" }).click();
  await becomes(clipboard, link);
  const picture = dialog.getByRole("img", { name: `QR code of ${link}` });
  expect(await picture.locator("path").getAttribute("d")).toBe(qrPath(link).path);
  await dialog.getByRole("button", { name: "Share…" }).click();
  await becomes(() => ana.page.evaluate(() => (window as unknown as { shared?: ShareData }).shared), {
    title: "Tea",
    text: "Join Tea on Parlor",
    url: link,
  });
  await ana.page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  const focused = () => ana.page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
  await becomes(focused, "Invite people");
});

story("whoever is removed sees it at once, with why, and keeps the words that were not sent", async (world) => {
  const { ana, code } = await anaInHerRoom(world);
  const bo = await world.visit({ path: `/r/${code}` });
  await enter(bo, "Bo");
  await bo.composer.fill("half a thought");
  await openPeople(ana);
  await actOn(ana, "Bo", "Remove from the room");
  const dialog = ana.page.getByRole("dialog", { name: "Remove Bo?" });
  await dialog.getByText("they can come back with the code").waitFor();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await actOn(ana, "Bo", "Remove from the room");
  await dialog.getByRole("button", { name: "Remove Bo" }).click();
  await bo.page.getByText("You were removed from Tea.").waitFor();
  await bo.page.getByText("One text of yours was not sent.").waitFor();
  await becomes(() => people(ana).locator(".person-name").allInnerTexts(), ["Ana (you)"]);
  await ana.log.getByText("Ana removed Bo").waitFor();

  // Back in with the code; banned, no more.
  bo.visitor.expect(/status of 404/);
  await enter(bo, "Bo", code);
  await becomes(() => people(ana).locator(".person-name").allInnerTexts(), ["Ana (you)", "Bo"]);
  await actOn(ana, "Bo", "Ban from the room");
  const banning = ana.page.getByRole("dialog", { name: "Ban Bo?" });
  await banning.getByLabel("Ban their network address too").check();
  await banning.getByRole("button", { name: "Ban Bo" }).click();
  await bo.page.getByText("You were removed from Tea.").waitFor();

  await people(ana).getByRole("link", { name: "Room" }).click();
  await room(ana).getByText("Banned", { exact: true }).click();
  await room(ana).getByRole("button", { name: "Lift the ban on Bo" }).first().click();
  await ana.page.getByText("Bo may join again.").waitFor();
});

story("a guest makes an account in place: the room, what was said and what is being written stay", async (world) => {
  const { ana, code } = await anaInHerRoom(world);
  const bo = await world.visit({ path: `/r/${code}` });
  bo.visitor.expect(/status of 409/);
  await enter(bo, "Bo");
  await bo.send("as a guest");
  await ana.message("as a guest").waitFor();
  const address = bo.page.url();
  await bo.composer.fill("half a thought");
  await bo.page.getByRole("button", { name: "Make an account" }).click();
  const dialog = bo.page.getByRole("dialog", { name: "Make an account" });
  await dialog.getByText("Your messages and your place in this room stay yours.").waitFor();
  expect(await dialog.getByLabel("Display name").inputValue()).toBe("Bo");
  await dialog.getByLabel("Username").fill("Ana");
  await dialog.getByLabel("Password", { exact: true }).fill(password);
  await dialog.getByRole("button", { name: "Create account" }).click();
  await dialog.getByRole("alert").getByText("This username is taken.").waitFor();
  await dialog.getByLabel("Username").fill("Bo_");
  await dialog.getByRole("button", { name: "Create account" }).click();
  await dialog.waitFor({ state: "detached" });
  await bo.page.getByText("Welcome, Bo. This is your account now.").waitFor();
  expect(bo.page.url()).toBe(address);
  expect(await bo.composer.inputValue()).toBe("half a thought");
  await bo.page.getByRole("navigation", { name: "Conversations" }).getByRole("link", { name: /Lobby/ }).waitFor();
  await bo.send("as an account");
  await ana.message("as an account").waitFor();
  expect(await bo.texts()).toEqual(["as a guest", "as an account"]);
  await bo.page.reload();
  await bo.message("as an account").waitFor();
  await bo.openAccountMenu();
  await bo.page.getByText("@Bo_").waitFor();
});

story("an account that opens a link joins with one click, and a member lands in the room", async (world) => {
  const { ana, code } = await anaInHerRoom(world);
  const bo = await world.join("Bo_");
  await bo.page.goto(`/r/${code}`);
  const join = bo.page.getByRole("button", { name: "Join", exact: true });
  await becomes(() => join.evaluate((button) => button === document.activeElement).catch(() => false), true);
  await join.click();
  await bo.page.getByRole("heading", { name: "Tea", level: 1 }).waitFor();
  await ana.page.goto(`/r/${code}`);
  await ana.page.getByRole("heading", { name: "Tea", level: 1 }).waitFor();
  expect(new URL(ana.page.url()).pathname).toMatch(/^\/c\//);

  // Through the sign-in form the link is not forgotten.
  const cy = await world.visit({ path: `/r/${code}` });
  await cy.page.getByRole("link", { name: "Create an account" }).click();
  await cy.page.getByLabel("Username").fill("Cy_");
  await cy.page.getByLabel("Password", { exact: true }).fill(password);
  await cy.page.getByRole("button", { name: "Create account" }).click();
  await cy.page.getByRole("heading", { name: `Join room ${code}?` }).waitFor();
  await cy.page.keyboard.press("Enter");
  await cy.page.getByRole("heading", { name: "Tea", level: 1 }).waitFor();

  // A guest is in one room at a time, and is told so.
  const other = await RawGuest.createRoom(world.server.url, { nickname: "Di", name: "Coffee" });
  const { room: elsewhere } = await other.call("conversation.get", { conversation: other.room as ConversationId });
  const guest = await world.visit({ path: `/r/${code}` });
  await enter(guest, "Ed");
  await guest.page.goto(`/r/${elsewhere?.code}`);
  await guest.page.getByRole("heading", { name: "You are a guest in Tea" }).waitFor();
  await guest.page.getByRole("button", { name: `Leave and join ${elsewhere?.code}` }).click();
  await guest.page.getByRole("heading", { name: `Join room ${elsewhere?.code}` }).waitFor();
  await enter(guest, "Ed");
  await guest.page.getByRole("heading", { name: "Coffee", level: 1 }).waitFor();
});

story("listed rooms are found and joined, others by their code", async (world) => {
  const ana = await RawPerson.register(world.server.url, "Ana");
  for (const [name, listed] of [
    ["Tea", true],
    ["Teapots", true],
    ["Coffee", true],
    ["Secret tea", false],
  ] as const)
    await ana.call("room.create", {
      name,
      listed,
      description: `About ${name}`,
      ...(name === "Coffee" ? { password: "beans" } : {}),
    });
  const bo = await world.join("Bo_");
  bo.visitor.expect(/status of 40[34]/);
  await bo.page.getByRole("button", { name: "New room or join" }).click();
  await bo.page.getByRole("menuitem", { name: "Find rooms" }).click();
  const names = () =>
    bo.page
      .locator(".directory-room h2")
      .allInnerTexts()
      .then((all) => all.sort());
  await becomes(names, ["Coffee", "Tea", "Teapots"]);
  await bo.page.getByLabel("Search rooms").fill("teap");
  await becomes(names, ["Teapots"]);
  await bo.page.getByLabel("Search rooms").fill("secret");
  await bo.page.getByText("No room has this in its name").waitFor();
  await bo.page.getByLabel("Search rooms").fill("tea");
  await bo.page.getByRole("button", { name: "Join Teapots" }).click();
  await bo.page.getByRole("heading", { name: "Teapots", level: 1 }).waitFor();
  await bo.page.goto("/rooms");
  await bo.page.getByRole("button", { name: "Open Teapots" }).waitFor();
  await bo.page.getByRole("button", { name: "Join Coffee" }).click();
  await bo.page.getByRole("button", { name: "Join", exact: true }).click();
  await bo.page.getByLabel("Room password", { exact: true }).fill("beans");
  await bo.page.keyboard.press("Enter");
  await bo.page.getByRole("heading", { name: "Coffee", level: 1 }).waitFor();

  await bo.page.getByRole("button", { name: "New room or join" }).click();
  await bo.page.getByRole("menuitem", { name: "Join by code" }).click();
  const dialog = bo.page.getByRole("dialog", { name: "Join a room" });
  await dialog.getByLabel("Room code").fill("222222");
  await dialog.getByRole("button", { name: "Join" }).click();
  await dialog.getByRole("alert").getByText("No room with this code lets you in.").waitFor();
  const { conversations } = await ana.call("conversation.list", {});
  await dialog.getByLabel("Room code").fill(conversations.find(({ name }) => name === "Secret tea")?.room?.code ?? "");
  await dialog.getByRole("button", { name: "Join" }).click();
  await bo.page.getByRole("heading", { name: "Secret tea", level: 1 }).waitFor();
});

story("the owner changes the room, and everyone sees it as it happens", async (world) => {
  const { ana, code } = await anaInHerRoom(world);
  const bo = await world.visit({ path: `/r/${code}` });
  await enter(bo, "Bo");
  const panel = await openRoom(ana);
  await panel.getByLabel("Name", { exact: true }).fill("Green tea");
  await panel.getByLabel("Description").fill("Nothing else");
  await panel.getByRole("button", { name: "Save" }).click();
  await bo.page.getByRole("heading", { name: "Green tea", level: 1 }).waitFor();

  await panel.getByRole("switch", { name: "Lock the room" }).check();
  await bo.page.locator(".conversation-header").getByText("locked").waitFor();
  const cy = await world.visit({ path: `/r/${code}` });
  cy.visitor.expect(/status of 404/);
  await cy.page.getByLabel("Nickname").fill("Cy");
  await cy.page.keyboard.press("Enter");
  await cy.page
    .getByRole("alert")
    .getByText("it may be locked")
    .or(cy.page.getByText("the room may be locked"))
    .first()
    .waitFor();
  await panel.getByRole("switch", { name: "Lock the room" }).uncheck();
  await bo.page.locator(".conversation-header").getByText("locked").waitFor({ state: "detached" });

  await panel.getByLabel("Slow mode").selectOption("30");
  await bo.page.getByText("Slow mode: one message every 30 seconds.").waitFor();
  bo.visitor.expect(/status of 429/);
  await bo.send("one");
  await bo.inState("one", "Sent").waitFor();
  await bo.page.getByText(/Your next one goes out in \d+ s/).waitFor();
  await bo.send("two");
  await bo.page.getByText(/Slow mode\. Goes out in \d+ s/).waitFor();
  expect(await ana.texts()).toEqual(["one"]);
  await panel.getByLabel("Slow mode").selectOption("0");
  await bo.inState("two", "Sent").waitFor();
  await ana.message("two").waitFor();

  await panel.getByRole("button", { name: "Change the code" }).click();
  await ana.page
    .getByRole("dialog", { name: "Change the room’s code?" })
    .getByRole("button", { name: "Change the code" })
    .click();
  await becomes(async () => (await codeOf(bo)) !== code, true);
  const fresh = await codeOf(bo);
  await panel.getByRole("button", { name: "Set a password" }).click();
  await panel.getByLabel("New room password").fill("sesame");
  await panel.getByRole("button", { name: "Save" }).click();
  await panel.getByRole("button", { name: "Remove password" }).waitFor();

  const boPanel = await openRoom(bo);
  await boPanel.getByText("Nothing else").waitFor();
  await boPanel.getByText("Joining takes the room’s password.").waitFor();
  expect(await boPanel.getByRole("switch").count()).toBe(0);
  expect(await boPanel.getByRole("button", { name: "Delete room" }).count()).toBe(0);

  await panel.getByRole("button", { name: "Delete room" }).click();
  const deleting = ana.page.getByRole("dialog", { name: "Delete Green tea?" });
  expect(await deleting.getByRole("button", { name: "Delete room" }).isDisabled()).toBe(true);
  await deleting.getByLabel(`Type ${fresh} to confirm`).fill(fresh.toLowerCase());
  await deleting.getByRole("button", { name: "Delete room" }).click();
  await bo.page.getByText("Green tea was deleted.").waitFor();
  await ana.page.getByText("Green tea was deleted.").waitFor();
});

story("moderators are made and unmade, and the room is handed over", async (world) => {
  const { ana, code } = await anaInHerRoom(world);
  const bo = await world.join("Bo_");
  await bo.page.goto(`/r/${code}`);
  await bo.page.getByRole("button", { name: "Join", exact: true }).click();
  await bo.composer.waitFor();
  await openPeople(ana);
  await actOn(ana, "Bo_", "Make moderator");
  await ana.page.getByText("Bo_ is now a moderator.").waitFor();
  const panel = await openRoom(bo);
  await panel.getByRole("switch", { name: "Lock the room" }).waitFor();
  expect(await panel.getByLabel("Name", { exact: true }).count()).toBe(0);

  await actOn(ana, "Bo_", "Hand the room over");
  const dialog = ana.page.getByRole("dialog", { name: "Hand the room over to Bo_?" });
  await dialog.getByText("You become a moderator.").waitFor();
  await dialog.getByRole("button", { name: "Hand the room over" }).click();
  await panel.getByLabel("Name", { exact: true }).waitFor();
  await becomes(() => people(ana).locator(".person", { hasText: "Bo_" }).locator(".person-note").allInnerTexts(), ["Owner"]);
  expect(await people(ana).getByRole("button", { name: "What to do with Bo_" }).count()).toBe(0);
});

story("many who come at once are one line, and one announcement", async (world) => {
  const { ana, code } = await anaInHerRoom(world);
  await Promise.all(["Bo", "Cy", "Di", "Ed", "Flo"].map((nickname) => RawGuest.join(world.server.url, { code, nickname })));
  await becomes(
    () =>
      ana.log
        .locator(".message-notice")
        .allInnerTexts()
        .then((all) => all.length),
    1,
  );
  const [line = ""] = await ana.log.locator(".message-notice").allInnerTexts();
  expect(line).toMatch(/^Ana, \w+ and 4 others joined$/);
  const said = ana.page.getByRole("log", { name: "New messages" }).getByRole("paragraph");
  await becomes(() => said.allInnerTexts().then((all) => all.length), 1);
  expect((await said.allInnerTexts())[0]).toMatch(/and 3 others joined$/);
});
