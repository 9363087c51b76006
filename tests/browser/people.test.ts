import { expect } from "bun:test";
import type { WebSocketRoute } from "playwright-core";
import { RawPerson } from "#testkit/raw-client.ts";
import type { App } from "./app.ts";
import { anaAndBo, befriend, callAs, openPeople, peopleLink, toast } from "./in-people.ts";
import { becomes, story, useBrowser } from "./story.ts";

useBrowser();

const finder = ({ page }: App) => page.getByRole("combobox", { name: "Find people" });
const card = ({ page }: App, name: string) => page.getByRole("dialog", { name });
const person = ({ page }: App, name: string) => page.getByRole("listitem").filter({ hasText: name });

story("Ana finds Bo by keyboard and asks; Bo sees it at once, accepts, and both are contacts", async (world) => {
  const [ana, bo] = await anaAndBo(world);
  await peopleLink(ana).click();
  await finder(ana).fill("benn");
  await ana.page.getByRole("option", { name: /Bo Bennett/ }).waitFor();
  await ana.page.keyboard.press("Enter");
  await card(ana, "Bo Bennett").getByRole("button", { name: "Ask to be contacts" }).waitFor();
  await ana.page.keyboard.press("Tab");
  await ana.page.keyboard.press("Enter");
  await card(ana, "Bo Bennett").getByText("Request sent").waitFor();
  await toast(ana.page, "Request sent to Bo Bennett.").waitFor();

  await peopleLink(bo, 1).waitFor();
  await toast(bo.page, "Ana Maria wants to be your contact.").waitFor();
  await bo.page.getByRole("button", { name: "See" }).click();
  await bo.page.getByRole("button", { name: "Accept the request of Ana Maria" }).click();
  await toast(bo.page, "Ana Maria is now a contact.").waitFor();
  await bo.page.getByText("No open requests").waitFor();
  await peopleLink(bo).waitFor();

  await toast(ana.page, "Bo Bennett accepted your request.").waitFor();
  await card(ana, "Bo Bennett").getByRole("button", { name: "Remove contact…" }).waitFor();
  await ana.page.keyboard.press("Escape");
  await becomes(() => finder(ana).evaluate((field) => field === document.activeElement), true);
  await ana.page.getByRole("option", { name: /Bo Bennett.*Contact/ }).waitFor();
  await ana.page.keyboard.press("Escape");
  await person(ana, "Bo Bennett").getByText("online", { exact: true }).waitFor();
  await bo.page.context().close();
  await person(ana, "Bo Bennett")
    .getByText(/last seen today, \d\d:\d\d/)
    .waitFor();
});

story("a request can be undone, taken back, rejected, and asked anew only after a day", async (world) => {
  const [ana, bo] = await anaAndBo(world);
  const ask = async () => {
    await finder(ana).fill("@bo_");
    await ana.page.getByRole("option", { name: /Bo Bennett/ }).click();
    await card(ana, "Bo Bennett").getByRole("button", { name: "Ask to be contacts" }).click();
  };
  await openPeople(ana);
  await ask();
  await peopleLink(bo, 1).waitFor();
  await ana.page.keyboard.press("Escape");
  await ana.page.getByRole("button", { name: "Undo" }).click();
  await peopleLink(bo).waitFor();
  await ask();
  await peopleLink(bo, 1).click();
  await card(ana, "Bo Bennett").getByRole("button", { name: "Take back" }).click();
  await bo.page.getByText("No open requests").waitFor();

  await card(ana, "Bo Bennett").getByRole("button", { name: "Ask to be contacts" }).click();
  await bo.page.getByRole("button", { name: "Reject the request of Ana Maria" }).click();
  await toast(bo.page, /You said no to Ana Maria/).waitFor();
  await becomes(
    () =>
      bo.page.evaluate(
        () => document.activeElement?.closest('[data-region="people"]') !== null && document.activeElement !== document.body,
      ),
    true,
  );
  await card(ana, "Bo Bennett").getByRole("button", { name: "Ask to be contacts" }).click();
  await toast(ana.page, /This user said no/).waitFor();
});

story("the search waits until one stops typing, takes letters literally and drops stale answers", async (world) => {
  await RawPerson.register(world.server.url, "Bobby");
  await RawPerson.register(world.server.url, "Zoe_z");
  const ana = await world.join("Ana");
  // Answers to searches are held until the story lets them go, in its own order.
  const held: { query: string; send: () => void }[] = [];
  await ana.page.routeWebSocket(/\/ws$/, (near: WebSocketRoute) => {
    const far = near.connectToServer();
    const asked = new Map<number, string>();
    near.onMessage((text) => {
      const { id, op, input } = JSON.parse(String(text)) as { id: number; op: string; input: { q: string } };
      if (op === "user.search") asked.set(id, input.q);
      far.send(text);
    });
    far.onMessage((text) => {
      const { id } = JSON.parse(String(text)) as { id: number };
      const query = asked.get(id);
      if (query === undefined) near.send(text);
      else held.push({ query, send: () => near.send(text) });
    });
  });
  await openPeople(ana);
  const status = ana.page.locator(".finder").getByRole("status");
  await finder(ana).pressSequentially("b");
  await status.getByText("Type at least 2 characters.").waitFor();
  await finder(ana).pressSequentially("ob", { delay: 20 });
  await becomes(async () => held.map(({ query }) => query), ["bob"]);
  await finder(ana).fill("zoe");
  await becomes(async () => held.map(({ query }) => query), ["bob", "zoe"]);
  held[1]?.send();
  await ana.page.getByRole("option", { name: /Zoe_z/ }).waitFor();
  held[0]?.send();
  await finder(ana).fill("%%");
  await becomes(async () => held.length, 3);
  expect(await ana.page.locator(".finder .person-row-name").allInnerTexts()).toEqual(["Zoe_z"]);
  held[2]?.send();
  await status.getByText("Nobody is found by “%%”.").waitFor();
});

story("the search is a combobox: the field keeps the focus, arrows move, the count is announced", async (world) => {
  for (const name of ["Bobby", "Bob_2", "Bob_3"]) await RawPerson.register(world.server.url, name);
  const ana = await world.join("Ana");
  await openPeople(ana);
  await finder(ana).fill("BOB");
  await ana.page.getByText("3 people found").waitFor({ state: "attached" });
  const active = () =>
    finder(ana).evaluate((field) => {
      const option = document.getElementById(field.getAttribute("aria-activedescendant") ?? "");
      return [option?.querySelector(".person-row-name")?.textContent, option?.ariaSelected, document.activeElement === field];
    });
  expect(await finder(ana).getAttribute("aria-expanded")).toBe("true");
  expect(await finder(ana).getAttribute("autocorrect")).toBe("off");
  await becomes(active, ["Bob_2", "true", true]);
  await ana.page.keyboard.press("ArrowDown");
  await becomes(active, ["Bob_3", "true", true]);
  await ana.page.keyboard.press("ArrowDown");
  await ana.page.keyboard.press("ArrowDown");
  await becomes(active, ["Bob_2", "true", true]);
  await ana.page.keyboard.press("ArrowUp");
  await becomes(active, ["Bobby", "true", true]);
  await ana.page.keyboard.press("Escape");
  await becomes(() => finder(ana).inputValue(), "");
  await becomes(() => finder(ana).getAttribute("aria-expanded"), "false");
});

story("removing a contact says what happens and does what is chosen, on both sides", async (world) => {
  const [ana, bo] = await anaAndBo(world);
  await openPeople(ana);
  await openPeople(bo);
  const dialog = ana.page.getByRole("dialog", { name: "Remove Bo Bennett from your contacts?" });
  const askToRemove = async () => {
    await person(ana, "Bo Bennett").getByRole("button").click();
    await card(ana, "Bo Bennett").getByRole("button", { name: "Remove contact…" }).click();
    await dialog.getByText("Bo Bennett is not told").waitFor();
  };
  for (const [choice, confirm, said] of [
    ["Remove and keep the chat", "Remove contact", "Bo Bennett is removed from your contacts."],
    ["Remove and delete the chat", "Remove and delete", "Bo Bennett is removed, and your chat is deleted."],
    ["Block", "Block", "Bo Bennett is blocked."],
  ] as const) {
    await befriend(ana, bo, "Bo_");
    await person(bo, "Ana Maria").waitFor();
    await askToRemove();
    await ana.page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    const focused = () => ana.page.evaluate(() => document.activeElement?.textContent ?? "");
    await becomes(async () => (await focused()).includes("Bo Bennett"), true);
    await askToRemove();
    await dialog.getByText(choice, { exact: true }).first().click();
    await dialog.getByRole("button", { name: confirm, exact: true }).click();
    await toast(ana.page, said).waitFor();
    await ana.page.getByText("No contacts yet").waitFor();
    await bo.page.getByText("No contacts yet").waitFor();
  }
});

story("a block looks like silence to the one who is blocked, and can be lifted", async (world) => {
  const [ana, bo] = await anaAndBo(world);
  await bo.send("hello from Bo");
  await ana.log.getByRole("button", { name: "Bo Bennett" }).click();
  await card(ana, "Bo Bennett").getByRole("button", { name: "Block…" }).click();
  await ana.page.getByRole("dialog", { name: "Block Bo Bennett?" }).getByRole("button", { name: "Block", exact: true }).click();
  await toast(ana.page, "Bo Bennett is blocked.").waitFor();

  await openPeople(bo);
  await finder(bo).fill("Maria");
  await bo.page.getByText("Nobody is found by “Maria”.").waitFor();
  await finder(bo).fill("@ana");
  await bo.page.getByRole("option", { name: /Ana Maria/ }).click();
  await card(bo, "Ana Maria").getByText("Private account").waitFor();
  await card(bo, "Ana Maria").getByRole("button", { name: "Ask to be contacts" }).click();
  await toast(bo.page, "Request sent to Ana Maria.").waitFor();
  await openPeople(bo, "Requests");
  await bo.page.getByRole("button", { name: "Take back your request to Ana Maria" }).waitFor();
  await openPeople(ana, "Blocked");
  expect(await peopleLink(ana).count()).toBe(1);
  await ana.page.getByRole("button", { name: "Unblock Bo Bennett" }).click();
  await ana.page.getByText("Nobody is blocked").waitFor();
  await becomes(() => ana.page.evaluate(() => document.activeElement !== document.body), true);
  await peopleLink(ana, 1).waitFor();
  await openPeople(ana, "Requests");
  await ana.page.getByRole("button", { name: "Accept the request of Bo Bennett" }).waitFor();
  await bo.page.goto("/people");
  await finder(bo).fill("Maria");
  await bo.page.getByRole("option", { name: /Ana Maria/ }).waitFor();
});

story("what is done on one device is seen on the other, in lists, on cards and at the badge", async (world) => {
  const [ana, bo] = await anaAndBo(world);
  const phone = await world.visit({ viewport: { width: 390, height: 844 }, hasTouch: true, path: "/sign-in" });
  await phone.signIn("Ana");
  await phone.page.getByRole("navigation", { name: "Conversations" }).waitFor();
  await callAs(bo, "friend.request", { username: "Ana" });
  await peopleLink(phone, 1).click();
  await phone.page.getByRole("button", { name: "Accept the request of Bo Bennett" }).click();
  await peopleLink(ana).waitFor();
  await peopleLink(ana).click();
  await person(ana, "Bo Bennett").getByRole("button").click();
  await card(ana, "Bo Bennett").getByText("online", { exact: true }).waitFor();
  await callAs(bo, "account.update", { display_name: "Bo the Second", bio: "Reads maps." });
  await person(ana, "Bo the Second").waitFor();
  await phone.page.getByRole("link", { name: "Contacts" }).click();
  await person(phone, "Bo the Second").getByRole("button").click();
  await card(phone, "Bo the Second").getByText("Reads maps.").waitFor();
});

story("a card tells of a private account only what is for everyone", async (world) => {
  const [ana, bo] = await anaAndBo(world);
  await callAs(bo, "account.update", {
    visibility: "private",
    bio: "only for friends",
    email: "bo@example.org",
    birth_date: "1990-01-02",
  });
  await bo.send("hello");
  await ana.log.getByRole("button", { name: "Bo Bennett" }).click();
  await card(ana, "Bo Bennett").getByText("Private account").waitFor();
  const seen = await ana.page.content();
  for (const secret of ["only for friends", "bo@example.org", "1990"]) expect(seen).not.toContain(secret);
});

story("when somebody deletes their account, their name and words go from every open screen", async (world) => {
  const [ana, bo] = await anaAndBo(world);
  await befriend(ana, bo, "Bo_");
  await bo.send("a secret of Bo");
  await ana.message("a secret of Bo").waitFor();
  await bo.page.goto("/settings/account");
  await bo.page.getByRole("button", { name: "Delete…" }).click();
  const dialog = bo.page.getByRole("dialog", { name: "Delete your account for good?" });
  await dialog.getByRole("button", { name: "Delete my account" }).click();
  await dialog.getByText("Type DELETE, in capital letters.").waitFor();
  await dialog.getByLabel("Current password").fill("Wrong-horse-1");
  await dialog.getByLabel("Type DELETE to confirm").fill("DELETE");
  bo.visitor.expect(/status of 401/);
  await dialog.getByRole("button", { name: "Delete my account" }).click();
  await dialog.getByText("This is not your current password.").waitFor();
  await dialog.getByLabel("Current password").fill("Correct-horse-1");
  await dialog.getByRole("button", { name: "Delete my account" }).click();
  await toast(bo.page, "Your account is deleted.").waitFor();
  expect(await bo.page.getByText("You were signed out").count()).toBe(0);

  await ana.log.getByRole("article", { name: /^Deleted account, .*: Message deleted/ }).waitFor();
  await becomes(async () => /.*(?:a secret of Bo|Bo Bennett).*/.exec(await ana.page.locator("#app").innerText())?.[0], undefined);
  await openPeople(ana);
  await ana.page.getByText("No contacts yet").waitFor();
});

story("who is away for five minutes shows as away, and is back with the first key", async (world) => {
  const ana = await world.join("Ana");
  const bo = await world.visit({ path: "/register" });
  await bo.page.clock.install();
  await bo.page.reload();
  await bo.register("Bo_", "Bo Bennett");
  await befriend(ana, bo, "Bo_");
  await openPeople(ana);
  await person(ana, "Bo Bennett").getByText("online", { exact: true }).waitFor();
  await bo.page.clock.fastForward("05:01");
  await person(ana, "Bo Bennett").getByText("away", { exact: true }).waitFor();
  await bo.page.keyboard.press("Shift");
  await person(ana, "Bo Bennett").getByText("online", { exact: true }).waitFor();
});
