import { expect } from "bun:test";
import { RawPerson } from "#testkit/raw-client.ts";
import { password } from "./app.ts";
import { seriousFindings } from "./axe.ts";
import { becomes, story, useBrowser } from "./story.ts";

useBrowser();

const handheld = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** Between them every screen is looked at in full, and once more for its colours where contrast is to be high. */
const settings = [
  { name: "a desktop in light", colorScheme: "light", options: {} },
  { name: "a phone in dark", colorScheme: "dark", options: handheld },
] as const;

for (const { name, colorScheme, options } of settings) {
  story(`axe finds nothing serious on any screen of ${name}`, async (world) => {
    await RawPerson.register(world.server.url, "Bo_");
    const ana = await world.visit({ ...options, path: "/sign-in" });
    const check = async (screen: string) => {
      for (const [contrast, rule] of [
        ["no-preference", null],
        ["more", "color-contrast"],
      ] as const) {
        await ana.page.emulateMedia({ colorScheme, contrast });
        // Colours change over a frame or two even where nothing is meant to move.
        const find = async () => ({ screen, contrast, found: await seriousFindings(ana.page, rule) });
        await becomes(find, { screen, contrast, found: [] });
      }
    };
    await ana.page.getByRole("heading", { name: "Sign in to Parlor" }).waitFor();
    await ana.page.getByRole("button", { name: "Sign in" }).click();
    await ana.page.getByText("Enter your username").waitFor();
    await check("sign in, with an error");
    await ana.page.getByRole("link", { name: "Create an account" }).click();
    await ana.page.getByLabel("Username").fill("a b");
    await ana.page.getByLabel("Password", { exact: true }).fill("Abc");
    await check("register, half done");
    await ana.register("Ana");
    await world.writeHistory(["hello https://example.org", "😀", "mine", "<b>markup</b>"], ["Bo_", "Ana"]);
    if (await ana.composer.isHidden()) {
      await check("list");
      await ana.page.getByRole("link", { name: /Lobby/ }).click();
    }
    await ana.message("mine").waitFor();
    await ana.composer.fill("x".repeat(4_010));
    await check("conversation, over the limit");
    const { store } = world.server.server.context;
    Object.assign(store, { append: () => Promise.resolve({ kind: "not_a_member" }) });
    await ana.composer.fill("refused");
    await ana.page.getByRole("button", { name: "Send", exact: true }).click();
    await ana.inState("refused", "Not sent").waitFor();
    await check("a failed message");
    await ana.page.getByRole("button", { name: /^People/ }).click();
    await ana.page.getByRole("complementary", { name: "People" }).getByText("Bo_").waitFor();
    await check("people");
    for (const section of ["Profile", "Appearance", "Password", "Sessions"]) {
      await ana.page.goto(`/settings/${section.toLowerCase()}`);
      await ana.page.getByRole("heading", { name: section }).waitFor();
      if (section === "Sessions") await ana.page.getByText("This device", { exact: true }).waitFor();
      await check(`settings, ${section}`);
    }
    await ana.page.goto("/");
    await ana.isIn();
    await ana.visitor.goOffline();
    await ana.page.getByText("Offline").first().waitFor();
    await ana.openAccountMenu();
    await check("account menu, offline");
    await ana.page.getByRole("button", { name: "Sign out" }).click();
    await ana.page.getByRole("dialog", { name: "Sign out of this device?" }).waitFor();
    await check("signing out with something unsent");
  });
}

story("everything can be done with the keyboard alone, and one always sees where one is", async (world) => {
  const { page, ...ana } = await world.visit();
  /** What has the focus, by its name; "UNSEEN" before it when that cannot be seen. */
  const focused = () =>
    page.evaluate(() => {
      const element = document.activeElement as HTMLElement;
      // Between the last element and the first the focus is with the browser.
      if (element === document.body) return "";
      // Fields of radio buttons are drawn by what follows them.
      const drawn = element.matches(".visually-hidden") ? (element.nextElementSibling ?? element) : element;
      const looks = [drawn, drawn.parentElement ?? drawn].map((shown) => getComputedStyle(shown));
      const isSeen = looks.some(({ outlineStyle, boxShadow }) => outlineStyle !== "none" || boxShadow !== "none");
      const label = (element as HTMLInputElement).labels?.[0]?.innerText;
      const name = element.getAttribute("aria-label") ?? (label || element.innerText || element.tagName);
      return `${isSeen ? "" : "UNSEEN "}${name}`.replace(/\s+/g, " ").trim();
    });
  const tabTo = async (name: RegExp) => {
    for (let n = 0; n < 25; n++) {
      const now = await focused();
      expect(now).not.toContain("UNSEEN");
      if (name.test(now)) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`Tab never came to ${name}`);
  };

  await page.getByRole("heading", { name: "Set up your Parlor" }).waitFor();
  await becomes(() => page.getByLabel("Username").evaluate((field) => field === document.activeElement), true);
  await page.keyboard.type("Ana");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await becomes(() => ana.composer.evaluate((field) => field === document.activeElement).catch(() => false), true);
  for (const text of ["one", "two", "three"]) {
    await page.keyboard.type(text);
    await page.keyboard.press("Enter");
  }
  await ana.log.getByRole("article", { name: /: three\. Sent/ }).waitFor();

  // Through the regions and back; arrows go from message to message.
  const region = () =>
    page.evaluate(() => document.activeElement?.closest<HTMLElement>("[data-region]")?.dataset.region ?? "none");
  const regions: string[] = [];
  for (let n = 0; n < 5; n++) {
    await page.keyboard.press("F6");
    regions.push(await region());
    expect(await focused()).not.toContain("UNSEEN");
  }
  expect(new Set(regions)).toEqual(new Set(["account", "conversations", "messages", "composer"]));
  while ((await region()) !== "messages") await page.keyboard.press("F6");
  for (const [key, text] of [
    ["ArrowUp", "two"],
    ["ArrowUp", "one"],
    ["ArrowDown", "two"],
    ["End", "three"],
    ["Home", "Ana joined the server"],
  ] as const) {
    await page.keyboard.press(key);
    await becomes(async () => (await focused()).match(text)?.[0] ?? (await focused()), text);
  }
  await page.keyboard.press("Escape");
  await becomes(() => ana.composer.evaluate((field) => field === document.activeElement), true);

  while ((await region()) !== "account") await page.keyboard.press("F6");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Account" }).waitFor();
  await tabTo(/^(System|Light|Dark)/);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await becomes(() => page.locator("html").getAttribute("data-theme"), "dark");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog", { name: "Account" }).waitFor({ state: "hidden" });
  await becomes(region, "account");
  await page.keyboard.press("Enter");
  await tabTo(/^Sign out$/);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Sign in to Parlor" }).waitFor();
});

story("screen readers hear what others write, and not one's own words or old messages", async (world) => {
  const bo = await world.join("Bo_");
  await world.writeHistory(["long ago"], ["Bo_"]);
  const ana = await world.join("Ana");
  const announcer = ana.page.getByRole("log", { name: "New messages" });
  expect(await announcer.getAttribute("aria-live")).toBe("polite");
  await bo.send("hello there");
  await announcer.getByText(/^Bo_, .*: hello there$/).waitFor();
  await ana.send("my own words");
  await ana.inState("my own words", "Sent").waitFor();
  await bo.send("and again");
  await announcer.getByText(/: and again$/).waitFor();
  const heard = await announcer.locator("p").allInnerTexts();
  expect(heard).toHaveLength(2);
  expect(await ana.log.getAttribute("aria-live")).toBe("off");
});
