import { expect } from "bun:test";
import { generate } from "otplib";
import type { Page } from "playwright-core";
import { type App, password } from "./app.ts";
import { anaAndBo, callAs, drawPicture, toast } from "./in-people.ts";
import { becomes, story, useBrowser } from "./story.ts";

useBrowser();

/** Colours of an image at these parts of its width, as words. */
function coloursOf(page: Page, selector: string, parts: readonly number[]): Promise<string[]> {
  return page.evaluate(
    async ([query, at]) => {
      const image = document.querySelector<HTMLImageElement>(query);
      if (!image) return [];
      await image.decode();
      const canvas = Object.assign(document.createElement("canvas"), { width: image.naturalWidth, height: image.naturalHeight });
      const context = canvas.getContext("2d", { willReadFrequently: true }) as CanvasRenderingContext2D;
      context.drawImage(image, 0, 0);
      return at.map((part) => {
        const [red = 0, , blue = 0] = context.getImageData(Math.floor(canvas.width * part), canvas.height / 2, 1, 1).data;
        return red > blue ? "red" : "blue";
      });
    },
    [selector, parts] as const,
  );
}

const pick = async ({ page }: App, name: string, buffer: Buffer) => {
  await page.locator("input[type=file]").setInputFiles({ name, mimeType: "image/png", buffer });
};

story("a picture is checked, cut by hand and shown to everybody; without one there are letters", async (world) => {
  const [ana, bo] = await anaAndBo(world);
  await ana.send("before the picture");
  await bo.message("before the picture").waitFor();
  const lobby = new URL(ana.page.url()).pathname;
  await ana.page.goto("/settings/profile");
  const alert = ana.page.locator(".settings-picture").getByRole("alert");
  await pick(ana, "not a picture.png", Buffer.from("<svg onload=alert(1)>"));
  await alert.getByText("A picture must be a JPEG, PNG, GIF or WebP image.").waitFor();
  await pick(ana, "broken.png", (await drawPicture(ana, 40, 40)).subarray(0, 40));
  await alert.getByText("This image is damaged").waitFor();
  await pick(ana, "huge.png", Buffer.alloc(6 * 1024 * 1024));
  await alert.getByText("This file has 6.0 MB.").waitFor();

  // Three times as wide as high: the middle third shows both colours, the ends one each.
  await pick(ana, "wide.png", await drawPicture(ana, 900, 300));
  const dialog = ana.page.getByRole("dialog", { name: "Choose the part to show" });
  const stage = dialog.getByRole("application");
  await stage.focus();
  for (let n = 0; n < 8; n++) await ana.page.keyboard.press("Shift+ArrowLeft");
  await ana.page.keyboard.press("+");
  await dialog.getByRole("button", { name: "Use picture" }).click();
  await toast(ana.page, "Your picture is changed.").waitFor();
  await becomes(() => coloursOf(ana.page, ".settings-picture img", [0.05, 0.5, 0.95]), ["red", "red", "red"]);

  await pick(ana, "wide.png", await drawPicture(ana, 900, 300));
  const box = await stage.boundingBox();
  if (!box) throw new Error("the stage is not on the screen");
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await ana.page.mouse.move(x, y);
  await ana.page.mouse.down();
  await ana.page.mouse.move(x - box.width / 2, y, { steps: 4 });
  await ana.page.mouse.move(x - box.width, y, { steps: 4 });
  await ana.page.mouse.up();
  await dialog.getByRole("slider", { name: "Zoom" }).fill("2");
  await dialog.getByRole("button", { name: "Use picture" }).click();
  await becomes(() => coloursOf(ana.page, ".settings-picture img", [0.05, 0.5, 0.95]), ["blue", "blue", "blue"]);

  await ana.page.goto(lobby);
  await ana.send("after it");
  await bo.message("after it").waitFor();
  await becomes(() => bo.log.locator("img.avatar").count(), 1);
  await becomes(() => coloursOf(bo.page, ".message-gutter img.avatar", [0.5]), ["blue"]);
  await bo.page.getByRole("button", { name: /^People: / }).click();
  await bo.page
    .getByRole("complementary")
    .getByRole("button", { name: /Ana Maria/ })
    .click();
  await bo.page.getByRole("dialog", { name: "Ana Maria" }).locator("img.avatar").waitFor();
  await bo.page.keyboard.press("Escape");

  await ana.page.goto("/settings/profile");
  await ana.page.getByRole("button", { name: "Remove picture" }).click();
  await ana.page.getByRole("button", { name: "Choose a picture" }).waitFor();
});

story("the profile is checked while one types, and says in words how old one has to be", async (world) => {
  const ana = await world.join("Ana");
  await ana.page.goto("/settings/profile");
  const save = ana.page.getByRole("button", { name: "Save" });
  const birth = ana.page.getByLabel("Date of birth");
  expect(await save.isDisabled()).toBe(true);
  const year = new Date().getUTCFullYear();
  await birth.fill(`${year - 15}-01-01`);
  await ana.page.getByRole("alert").getByText("You have to be at least 16 years old.").waitFor();
  await save.click();
  await becomes(() => birth.evaluate((field) => field === document.activeElement), true);
  await birth.fill("1990-02-03");
  await ana.page.getByLabel("About you").fill("x".repeat(501));
  await ana.page.getByRole("alert").getByText("At most 500 characters.").waitFor();
  await ana.page.getByLabel("About you").fill("  Reads maps.  ");
  await ana.page.getByText("Exact username only").click();
  await ana.page.getByText("Your account is private").waitFor();
  await ana.page.getByLabel("E-mail").fill("not an address");
  await save.click();
  await ana.page.getByRole("alert").getByText("This is not an e-mail address.").waitFor();
  await ana.page.getByLabel("E-mail").fill("ana@example.org");
  await save.click();
  await toast(ana.page, "Saved.").waitFor();
  await becomes(() => save.isDisabled(), true);
  await ana.page.reload();
  expect(await birth.inputValue()).toBe("1990-02-03");
  expect(await ana.page.getByLabel("About you").inputValue()).toBe("Reads maps.");
});

story("a second factor is set up by scanning, asked for at sign-in, and recovery codes stand in once", async (world) => {
  const ana = await world.join("Ana", { permissions: ["clipboard-read", "clipboard-write"] });
  const { page } = ana;
  await page.goto("/settings/second-factor");
  await page.getByRole("button", { name: "Set up" }).click();
  const dialog = page.getByRole("dialog", { name: "Second factor" });
  await dialog.getByLabel("Current password").fill(password);
  await page.keyboard.press("Enter");
  await page.getByRole("img", { name: "QR code for your authenticator app" }).waitFor();
  const secret = (await page.locator(".totp-key code").innerText()).replace(/\s/g, "");
  await page.getByLabel("Code of the app").fill("123");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").getByText("This code is wrong").waitFor();
  await page.getByLabel("Code of the app").fill(await generate({ secret }));
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Keep these recovery codes" }).waitFor();
  const codes = await page.locator(".recovery-codes code").allInnerTexts();
  expect(codes).toHaveLength(10);
  await page.getByRole("button", { name: "Copy" }).click();
  await page.getByRole("button", { name: "Copied" }).waitFor();
  expect((await page.evaluate(() => navigator.clipboard.readText())).split("\n")).toEqual(codes);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download" }).click();
  const file = await (await download).path();
  expect((await Bun.file(file).text()).trim().split("\n")).toEqual(codes);
  await page.getByRole("button", { name: "I have kept them" }).click();
  await page.getByText("The second factor is on.").waitFor();
  expect(await page.content()).not.toContain(codes[0] ?? "");

  const phone = await world.visit({ path: "/sign-in" });
  phone.visitor.expect(/status of 401/);
  await phone.signIn("Ana");
  const code = phone.page.getByLabel("Code", { exact: true });
  await becomes(() => code.evaluate((field) => field === document.activeElement), true);
  expect(await code.getAttribute("autocomplete")).toBe("one-time-code");
  await phone.page.keyboard.press("Enter");
  await phone.page.getByRole("alert").getByText("Enter the code.").waitFor();
  for (const wrong of ["000000", "nonsense"]) {
    await code.fill(wrong);
    await phone.page.keyboard.press("Enter");
    await phone.page.getByRole("alert").getByText("This code is wrong, or was used already.").waitFor();
    await code.fill("");
  }
  phone.visitor.expect(/status of 422/);
  await code.fill((codes[0] ?? "").toLowerCase());
  await phone.page.keyboard.press("Enter");
  await phone.isIn();

  await page.getByRole("button", { name: "Turn off" }).click();
  const off = page.getByRole("dialog", { name: "Turn off" });
  await off.getByLabel("Current password").fill(password);
  await off.getByLabel("Code of the app or recovery code").fill(codes[0] ?? "");
  await off.getByRole("button", { name: "Turn off" }).click();
  await off.getByText("This code is wrong, or was used already.").waitFor();
  await off.getByLabel("Code of the app or recovery code").fill(codes[1] ?? "");
  await off.getByRole("button", { name: "Turn off" }).click();
  await page.getByText("The second factor is off.").first().waitFor();
});

story("all other sessions are ended together, after a question", async (world) => {
  const desk = await world.join("Ana");
  const others = [await world.visit({ path: "/sign-in" }), await world.visit({ path: "/sign-in" })];
  for (const other of others) {
    await other.signIn("Ana");
    await other.isIn();
  }
  await desk.page.goto("/settings/sessions");
  await becomes(() => desk.page.getByRole("button", { name: /^End the session on/ }).count(), 2);
  await desk.page.getByRole("button", { name: "End all other sessions" }).click();
  await desk.page.getByRole("dialog").getByRole("button", { name: "End all other sessions" }).click();
  for (const other of others) await other.page.getByText("You were signed out. Sign in to go on.").waitFor();
  await desk.page.getByText("You are signed in on this device only.").waitFor();
});

story("settings are the same on every device, at once and after a sign-in elsewhere", async (world) => {
  const desk = await world.join("Ana", { colorScheme: "light" });
  const tab = await desk.anotherTab();
  const phone = await world.visit({ path: "/sign-in", colorScheme: "light" });
  await phone.signIn("Ana");
  await phone.isIn();
  const theme = ({ page }: App) =>
    page.evaluate(() => [document.documentElement.dataset.theme, document.documentElement.dataset.contrast]);
  await desk.page.goto("/settings/appearance");
  await desk.page.getByText("Dark", { exact: true }).click();
  for (const app of [desk, tab, phone]) await becomes(() => theme(app), ["dark", undefined]);
  await desk.page.getByText("High contrast", { exact: true }).click();
  for (const app of [desk, tab, phone]) await becomes(() => theme(app), [undefined, "more"]);
  expect(await desk.page.getByLabel("Language").locator("option").allInnerTexts()).toEqual(["As on this device", "English"]);
  await desk.page.getByLabel("Language").selectOption("en");

  await phone.page.goto("/settings/privacy");
  await desk.page.goto("/settings/privacy");
  await phone.page.getByRole("switch", { name: "Show when I am typing" }).uncheck();
  await becomes(() => desk.page.getByRole("switch", { name: "Show when I am typing" }).isChecked(), false);
  await desk.page.getByText("Everyone", { exact: true }).click();
  await phone.page.getByText("Anyone; the first message of a stranger").waitFor();

  // Without a network it holds here at once, and everywhere later.
  await phone.visitor.goOffline();
  await phone.page.getByRole("switch", { name: "Send read receipts" }).uncheck();
  await becomes(() => phone.page.getByRole("switch", { name: "Send read receipts" }).isChecked(), false);
  expect(await desk.page.getByRole("switch", { name: "Send read receipts" }).isChecked()).toBe(true);
  await phone.visitor.goOnline();
  await becomes(() => desk.page.getByRole("switch", { name: "Send read receipts" }).isChecked(), false);
});

story("shortcuts are listed on ? and Ctrl+/, single letters can be turned off, and Ctrl+K goes anywhere", async (world) => {
  const [ana, bo] = await anaAndBo(world);
  await callAs(ana, "room.create", { name: "Tea room", retention: "persistent", guests: true, history_from: "start" });
  await ana.page.getByRole("link", { name: /Tea room/ }).waitFor();
  const { page } = ana;
  const list = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await ana.composer.fill("");
  await ana.composer.press("?");
  expect(await ana.composer.inputValue()).toBe("?");
  await ana.composer.fill("");
  await bo.send("something to stand on");
  await ana.message("something to stand on").focus();
  await page.keyboard.press("?");
  await list.waitFor();
  await page.keyboard.press("?");
  await list.getByRole("switch", { name: "Single-letter keys" }).uncheck();
  await page.keyboard.press("Escape");
  await list.waitFor({ state: "detached" });
  await ana.message("something to stand on").focus();
  await page.keyboard.press("?");
  await becomes(() => ana.composer.inputValue(), "?");
  expect(await list.count()).toBe(0);
  await page.keyboard.press("Control+/");
  await list.waitFor();
  await page.keyboard.press("Escape");

  await ana.composer.fill("");
  await page.keyboard.press("Control+k");
  const field = page.getByRole("combobox", { name: "Go to a conversation or person" });
  await becomes(() => field.evaluate((element) => element === document.activeElement), true);
  await field.fill("trm");
  await page.getByText("1 match", { exact: true }).waitFor({ state: "attached" });
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Tea room", level: 1 }).waitFor();
  await page.keyboard.press("Alt+ArrowUp");
  await page.getByRole("heading", { name: "Lobby", level: 1 }).waitFor();
  await page.keyboard.press("Alt+ArrowDown");
  await page.getByRole("heading", { name: "Tea room", level: 1 }).waitFor();
});

story(
  "the browser is asked for notifications only by who has read what for, and tells what happens in the background",
  async (world) => {
    const bo = await world.join("Bo_", { display_name: "Bo Bennett" });
    const ana = await world.visit({ path: "/register" });
    await ana.visitor.context.addInitScript(() => {
      const shown: string[] = [];
      let asked = 0;
      class FakeNotification extends EventTarget {
        static permission: NotificationPermission = "default";
        static requestPermission(): Promise<NotificationPermission> {
          asked++;
          FakeNotification.permission = "granted";
          return Promise.resolve("granted");
        }
        constructor(_title: string, options: NotificationOptions) {
          super();
          shown.push(options.body ?? "");
        }
      }
      Object.assign(window, { Notification: FakeNotification, seen: { shown, asked: () => asked } });
    });
    await ana.page.goto("/register");
    await ana.register("Ana");
    const seen = () =>
      ana.page.evaluate(() => {
        const { seen } = window as unknown as { seen: { shown: string[]; asked(): number } };
        return { shown: seen.shown, asked: seen.asked() };
      });
    await ana.page.getByRole("link", { name: "People", exact: true }).click();
    await ana.openAccountMenu();
    await ana.page.getByRole("button", { name: "Settings" }).click();
    await ana.page.getByRole("link", { name: /^Notifications/ }).click();
    const desktop = ana.page.getByRole("switch", { name: "Notifications of this device" });
    await desktop.click();
    const dialog = ana.page.getByRole("dialog", { name: "Let this browser show notifications?" });
    await dialog.getByRole("button", { name: "Cancel" }).click();
    expect(await seen()).toEqual({ shown: [], asked: 0 });
    await desktop.click();
    await dialog.getByRole("button", { name: "Go on" }).click();
    await becomes(() => desktop.isChecked(), true);
    expect((await seen()).asked).toBe(1);

    await ana.page.evaluate(() => {
      Object.defineProperty(document, "visibilityState", { get: () => "hidden", configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    });
    await callAs(bo, "friend.request", { username: "Ana" });
    await becomes(async () => (await seen()).shown, ["Bo Bennett wants to be your contact."]);
    expect(await ana.page.getByRole("status", { name: "Notices" }).innerText()).toBe("");
  },
);

story("one's data is downloaded as a file, and a deactivated account comes back with a sign-in", async (world) => {
  const ana = await world.join("Ana");
  const bo = await world.join("Bo_", { display_name: "Bo Bennett" });
  await bo.send("words to take along");
  await ana.message("words to take along").waitFor();
  await bo.page.goto("/settings/account");
  const download = bo.page.waitForEvent("download");
  await bo.page.getByRole("button", { name: "Download my data" }).click();
  expect((await download).suggestedFilename()).toMatch(/^parlor-Bo_-\d{4}-\d\d-\d\d\.json$/);
  const data = JSON.parse(await Bun.file(await (await download).path()).text());
  expect(data.account).toMatchObject({ username: "Bo_", display_name: "Bo Bennett" });
  expect(JSON.stringify(data.messages)).toContain("words to take along");

  await bo.page.getByRole("button", { name: "Deactivate…" }).click();
  const dialog = bo.page.getByRole("dialog", { name: "Deactivate your account?" });
  await dialog.getByLabel("Current password").fill(password);
  await dialog.getByRole("button", { name: "Deactivate" }).click();
  await toast(bo.page, "Your account is deactivated.").waitFor();
  expect(await bo.page.getByText("You were signed out").count()).toBe(0);
  await ana.page.goto("/people");
  await ana.page.getByRole("combobox", { name: "Find people" }).fill("Bo_");
  await ana.page.getByText("Nobody is found by “Bo_”.").waitFor();

  bo.visitor.expect(/status of 403/);
  await bo.page.goto("/sign-in");
  await bo.signIn("Bo_");
  await bo.page.getByRole("dialog", { name: "Bring your account back?" }).getByRole("button", { name: "Bring it back" }).click();
  await bo.isIn();
  await bo.message("words to take along").waitFor();
});
