import { expect } from "bun:test";
import { limits } from "#protocol/limits.ts";
import { becomes, story, useBrowser } from "./story.ts";

useBrowser();

story("Ana and Bo meet, see each other come and type, and talk both ways", async (world) => {
  const ana = await world.join("Ana");
  const bo = await world.join("Bo_", { display_name: "Bo" });
  await ana.page.getByRole("button", { name: "People: 2 online of 2" }).click();
  const people = ana.page.getByRole("complementary", { name: "People" });
  await becomes(() => people.locator(".person-name").allInnerTexts(), ["Ana (you)", "Bo"]);
  await people.getByRole("button", { name: "Close people" }).click();

  await bo.composer.pressSequentially("Hello");
  await ana.page.getByText("Bo is typing").waitFor();
  await bo.composer.press("Enter");
  await ana.message("Hello").waitFor();
  await ana.page.getByText("Bo is typing").waitFor({ state: "detached" });
  await ana.send("Good morning");
  await bo.message("Good morning").waitFor();
  await ana.inState("Good morning", "Sent").waitFor();
  for (const app of [ana, bo]) expect(await app.texts()).toEqual(["Hello", "Good morning"]);

  const [others = 0, own = 0] = await ana.log
    .locator(".bubble")
    .evaluateAll((all) => all.map((bubble) => bubble.getBoundingClientRect().left));
  expect(own).toBeGreaterThan(others);
  await bo.visitor.context.close();
  await ana.page.getByRole("button", { name: "People: 1 online of 2" }).waitFor();
});

story("an own message shows at once, says that it is on its way, and then that it is sent", async (world) => {
  const ana = await world.join("Ana");
  const { store } = world.server.server.context;
  const append = store.append.bind(store);
  const gate = Promise.withResolvers<void>();
  Object.assign(store, { append: (message: Parameters<typeof append>[0]) => gate.promise.then(() => append(message)) });

  await ana.send("on its way");
  await ana.inState("on its way", "Sending").waitFor();
  await ana.inState("on its way", "Sending").getByTitle("Sending").waitFor();
  expect(await ana.composer.inputValue()).toBe("");
  gate.resolve();
  await ana.inState("on its way", "Sent").waitFor();
  expect(await ana.texts()).toEqual(["on its way"]);
});

story("a refused message stays in its place with its reason, and can be tried again or deleted", async (world) => {
  const ana = await world.join("Ana");
  const { store } = world.server.server.context;
  const append = store.append.bind(store);
  Object.assign(store, { append: () => Promise.resolve({ kind: "not_a_member" }) });
  await ana.send("first");
  await ana.inState("first", "Not sent").waitFor();
  await ana.send("second");
  await ana.inState("second", "Not sent").waitFor();
  await ana.inState("first", "Not sent").getByText("Not sent. There is no such conversation").waitFor();

  await ana.inState("second", "Not sent").getByRole("button", { name: "Delete" }).click();
  await ana.message("second").waitFor({ state: "detached" });
  const focused = await ana.page.evaluate(() => document.activeElement?.closest("[data-message], form")?.tagName);
  expect(focused).toBe("ARTICLE");
  Object.assign(store, { append });
  await ana.page.getByRole("button", { name: "Undo" }).click();
  await ana.inState("second", "Sent").waitFor();
  await ana.inState("first", "Not sent").getByRole("button", { name: "Retry" }).click();
  await ana.inState("first", "Sent").waitFor();
  expect((await ana.texts()).sort()).toEqual(["first", "second"]);
});

story("what came while nobody looked is counted, divided from the rest, and read on every device at once", async (world) => {
  const ana = await world.join("Ana");
  const bo = await world.join("Bo_");
  await bo.page.goto("/settings/profile");
  await bo.page.getByRole("heading", { name: "Settings" }).waitFor();
  const phone = await world.visit({ viewport: { width: 390, height: 844 }, path: "/sign-in" });
  await phone.signIn("Bo_");
  const entry = phone.page.getByRole("navigation", { name: "Conversations" }).getByRole("link", { name: /Lobby/ });
  await entry.waitFor();

  for (const text of ["one", "two", "three"]) await ana.send(text);
  await becomes(() => bo.page.title(), "(3) Settings");
  await entry.getByText("3 unread messages").waitFor({ state: "attached" });
  await becomes(() => phone.page.title(), "(3) Parlor");
  await becomes(() => phone.page.locator('link[rel="icon"]').getAttribute("href"), "/favicon-unread.svg");

  await bo.page.goto("/");
  await bo.message("three").waitFor();
  const divider = bo.log.getByText("New messages", { exact: true });
  await divider.waitFor();
  const [line, first] = [await divider.boundingBox(), await bo.message("one").boundingBox()];
  expect(line?.y ?? 0).toBeLessThan(first?.y ?? 0);
  await becomes(() => bo.page.title(), "Lobby");
  await becomes(() => phone.page.title(), "Parlor");
  await entry.getByText("3 unread messages").waitFor({ state: "detached" });
  await divider.waitFor();
});

story("a second tab shows the same, and closing it changes nothing", async (world) => {
  const ana = await world.join("Ana");
  const bo = await world.join("Bo_");
  const tab = await ana.anotherTab();
  await ana.send("from the first tab");
  await tab.message("from the first tab").waitFor();
  await tab.send("from the second tab");
  for (const app of [ana, tab, bo]) {
    await app.message("from the second tab").waitFor();
    expect(await app.texts()).toEqual(["from the first tab", "from the second tab"]);
  }
  await bo.page.getByRole("button", { name: "People: 2 online of 2" }).waitFor();
  await tab.page.close();
  await ana.send("still here");
  await bo.message("still here").waitFor();
  await bo.page.getByRole("button", { name: "People: 2 online of 2" }).waitFor();
});

story("the composer: lines, input methods, limits and blank messages", async (world) => {
  const ana = await world.join("Ana");
  const send = ana.page.getByRole("button", { name: "Send", exact: true });
  await becomes(() => ana.composer.evaluate((field) => field === document.activeElement), true);

  await ana.composer.pressSequentially("one");
  await ana.composer.press("Shift+Enter");
  await ana.composer.pressSequentially("two");
  expect(await ana.composer.inputValue()).toBe("one\ntwo");
  // The Enter that ends a composition of an input method.
  await ana.composer.evaluate((field) => {
    for (const init of [{ isComposing: true }, { keyCode: 229 }]) {
      field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...init }));
    }
  });
  expect(await ana.composer.inputValue()).toBe("one\ntwo");
  await ana.composer.press("Enter");
  await ana.inState("one two", "Sent").waitFor();

  for (const blank of ["", "   ", "\n\n", "\u200b\u200d"]) {
    await ana.composer.fill(blank);
    await ana.composer.press("Enter");
    expect(await send.getAttribute("aria-disabled")).toBe("true");
    expect(await ana.composer.inputValue()).toBe(blank);
  }

  const { max } = limits.message;
  await ana.composer.fill("x".repeat(max - 10));
  await ana.page.getByText("10 characters left").waitFor();
  await ana.composer.fill("x".repeat(max + 3));
  await ana.page.getByRole("alert").getByText(`3 characters over the limit of ${max}`).waitFor();
  await ana.composer.press("Enter");
  expect(await send.getAttribute("aria-disabled")).toBe("true");
  await ana.composer.fill("😀".repeat(max));
  await ana.page.getByText("0 characters left").waitFor();

  const height = (await ana.composer.boundingBox())?.height ?? 0;
  expect(height).toBeGreaterThan(100);
  expect(height).toBeLessThanOrEqual(800 * 0.42);
  await ana.composer.fill("");
  await becomes(async () => ((await ana.composer.boundingBox())?.height ?? 0) < 60, true);
  expect(await ana.texts()).toEqual(["one\ntwo"]);
});

story("a draft survives reloads, and belongs to who wrote it", async (world) => {
  const ana = await world.join("Ana");
  await ana.composer.fill("not finished yet");
  await ana.page.goto("/settings/profile");
  await ana.page.goto("/");
  await becomes(() => ana.composer.inputValue(), "not finished yet");
  await ana.page.reload();
  await becomes(() => ana.composer.inputValue(), "not finished yet");
  await ana.openAccountMenu();
  await ana.page.getByRole("button", { name: "Sign out" }).click();
  await ana.page.getByRole("heading", { name: "Sign in to Parlor" }).waitFor();
  await ana.page.getByRole("link", { name: "Create an account" }).click();
  await ana.register("Cy_");
  expect(await ana.composer.inputValue()).toBe("");
});

story("who reads at the end follows, who reads further up is told and can jump", async (world) => {
  const ana = await world.join("Ana");
  const bo = await world.join("Bo_");
  await world.writeHistory(
    Array.from({ length: 80 }, (_, n) => `history ${n}`),
    ["Ana"],
  );
  await bo.page.reload();
  await bo.isIn();
  await bo.page.getByRole("button", { name: /Jump to latest/ }).click();
  await bo.message("history 79").waitFor();
  await ana.send("you follow");
  await bo.message("you follow").waitFor();
  await becomes(() => bo.isAtEnd(), true);
  await becomes(() => world.readSeqOf("Bo_"), 83);

  await bo.log.hover();
  await bo.page.mouse.wheel(0, -1500);
  await bo.message("history 40").waitFor();
  const top = await bo.log.evaluate((log) => log.scrollTop);
  await ana.send("you are told");
  await bo.page.getByRole("button", { name: "1 new message. Jump to latest" }).waitFor();
  expect(await bo.log.evaluate((log) => log.scrollTop)).toBe(top);
  await bo.page.getByRole("button", { name: "1 new message. Jump to latest" }).click();
  await bo.message("you are told").waitFor();
  await bo.page.getByRole("button", { name: /Jump to latest/ }).waitFor({ state: "detached" });
});

story("the way back to the latest message, and the day while one scrolls, come and go by themselves", async (world) => {
  const ana = await world.join("Ana");
  await world.writeHistory(
    Array.from({ length: 60 }, (_, n) => `history ${n}`),
    ["Ana"],
  );
  await ana.message("history 59").waitFor();
  const day = () => ana.page.locator(".day-floating").evaluate((label) => Number(getComputedStyle(label).opacity));
  await becomes(day, 0);
  await ana.log.hover();
  await ana.page.mouse.wheel(0, -400);
  await ana.page.getByRole("button", { name: "Jump to latest" }).waitFor();
  await becomes(day, 0);
  await ana.page.mouse.wheel(0, 400);
  await ana.page.getByRole("button", { name: "Jump to latest" }).waitFor({ state: "detached" });
});
