import { expect } from "bun:test";
import { password } from "./app.ts";
import { becomes, story, useBrowser } from "./story.ts";

useBrowser();

story("the first visitor sets the server up, and the form checks while one types", async (world) => {
  const { page, log } = await world.visit();
  await page.getByRole("heading", { name: "Set up your Parlor" }).waitFor();
  await page.getByText("it becomes the administrator").waitFor();
  const username = page.getByLabel("Username");
  await becomes(() => username.evaluate((field) => field === document.activeElement), true);
  const alert = page.getByRole("alert");

  await username.fill("An");
  await becomes(() => alert.allInnerTexts().then((texts) => texts.join("")), "");
  await username.blur();
  await alert.getByText("A username has at least 3 characters.").waitFor();
  for (const [typed, sentence] of [
    ["Ána", "Only letters without accents, digits and underscores."],
    ["x".repeat(21), "A username has at most 20 characters."],
    ["Server", "This name is reserved."],
  ] as const) {
    await username.fill(typed);
    await alert.getByText(sentence).waitFor();
    expect(await username.getAttribute("aria-invalid")).toBe("true");
  }
  await username.fill("Ana");
  await becomes(() => username.getAttribute("aria-invalid"), null);

  const secret = page.getByLabel("Password", { exact: true });
  const rules = page.getByRole("list", { name: "The password needs" });
  const met = () => rules.getByText("met", { exact: true }).count();
  for (const [typed, count] of [
    ["", 0],
    ["abc", 1],
    ["Abc1", 3],
    ["Abc1!", 4],
    ["Abcdefg1!", 5],
  ] as const) {
    await secret.fill(typed);
    await becomes(met, count);
  }
  await secret.fill("weak");
  await page.getByRole("button", { name: "Create account" }).click();
  await alert.getByText("This password does not meet every rule yet.").waitFor();
  await becomes(() => secret.evaluate((field) => field === document.activeElement), true);

  await secret.fill(password);
  await page.getByRole("button", { name: "Show password" }).click();
  expect(await secret.getAttribute("type")).toBe("text");
  await page.getByRole("button", { name: "Hide password" }).click();
  expect(await secret.getAttribute("type")).toBe("password");
  const capsLock = (on: boolean) =>
    secret.evaluate((field, modifierCapsLock) => {
      field.dispatchEvent(new KeyboardEvent("keydown", { key: "A", bubbles: true, modifierCapsLock }));
    }, on);
  await capsLock(true);
  await page.getByText("Caps Lock is on").waitFor();
  await capsLock(false);
  await page.getByText("Caps Lock is on").waitFor({ state: "detached" });
  expect(await username.getAttribute("autocomplete")).toBe("username");
  expect(await secret.getAttribute("autocomplete")).toBe("new-password");
  expect(await secret.getAttribute("passwordrules")).toContain("minlength: 8");

  await secret.press("Enter");
  await log.getByText("Ana joined the server").waitFor();
});

story("a name that is taken is refused at its field, in any letter case", async (world) => {
  await world.join("Ana");
  const bo = await world.visit({ path: "/register" });
  bo.visitor.expect(/status of 409/);
  const username = bo.page.getByLabel("Username");
  await username.fill("ANA");
  await bo.page.getByLabel("Password", { exact: true }).fill(password);
  await bo.page.getByRole("button", { name: "Create account" }).click();
  await bo.page.getByRole("alert").getByText("This username is taken.").waitFor();
  await becomes(() => username.evaluate((field) => field === document.activeElement), true);
  await username.fill("Bo_");
  await becomes(() => username.getAttribute("aria-invalid"), null);
  await bo.page.getByRole("button", { name: "Create account" }).click();
  await bo.log.getByText("Bo_ joined the server").waitFor();
});

story("signing in: what is missing, what is wrong, and what is right", async (world) => {
  await world.join("Ana");
  const { page, visitor, ...app } = await world.visit();
  visitor.expect(/status of 401/);
  await page.getByRole("heading", { name: "Sign in to Parlor" }).waitFor();
  const submit = page.getByRole("button", { name: "Sign in" });
  await submit.click();
  await page.getByRole("alert").getByText("Enter your username or e-mail address.").waitFor();
  await page.getByLabel("Username or e-mail").fill("Ana");
  await submit.click();
  await page.getByRole("alert").getByText("Enter your password.").waitFor();
  expect(await page.getByLabel("Password", { exact: true }).getAttribute("autocomplete")).toBe("current-password");

  for (const name of ["Ana", "Nobody"]) {
    await page.getByLabel("Username or e-mail").fill(name);
    await page.getByLabel("Password", { exact: true }).fill("Wrong-horse-1");
    await submit.click();
    await page.getByRole("alert").getByText("The name or the password is wrong.").waitFor();
  }
  await page.getByLabel("Username or e-mail").fill("ana");
  await page.getByLabel("Password", { exact: true }).fill(password);
  await submit.click();
  await app.composer.waitFor();
  await page.reload();
  await app.composer.waitFor();
  for (const cookie of await visitor.context.cookies()) expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Strict" });
  expect(await page.evaluate(() => document.cookie)).toBe("");
});

story("signing out removes everything, and warns when something was not sent", async (world) => {
  const ana = await world.join("Ana");
  await ana.send("kept on the server");
  await ana.inState("kept on the server", "Sent").waitFor();
  const conversation = ana.page.url();
  await ana.visitor.goOffline();
  await ana.page.getByText("You’re offline").waitFor();
  await ana.send("never sent");
  await ana.openAccountMenu();
  await ana.page.getByRole("button", { name: "Sign out" }).click();
  const dialog = ana.page.getByRole("dialog", { name: "Sign out of this device?" });
  await dialog.getByText("1 message has not been sent yet and will be lost.").waitFor();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await ana.message("never sent").waitFor();

  await ana.visitor.goOnline();
  await ana.inState("never sent", "Sent").waitFor();
  await ana.openAccountMenu();
  await ana.page.getByRole("button", { name: "Sign out" }).click();
  await ana.page.getByRole("heading", { name: "Sign in to Parlor" }).waitFor();
  await ana.page.goto(conversation);
  await ana.page.getByRole("heading", { name: "Sign in to Parlor" }).waitFor();
  const kept = await ana.page.evaluate(async () => {
    const opened = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open("parlor");
      opening.onsuccess = () => resolve(opening.result);
    });
    const tables = [...opened.objectStoreNames].filter((name) => name !== "server");
    const counts = tables.map((name) => {
      const counting = opened.transaction(name).objectStore(name).count();
      return new Promise<number>((resolve) => {
        counting.onsuccess = () => resolve(counting.result);
      });
    });
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  });
  expect(kept).toBe(0);
  expect(await ana.visitor.context.cookies()).toEqual([]);
});

story("ending a session in the settings signs the other device out at once", async (world) => {
  const desk = await world.join("Ana");
  const phone = await world.visit({ viewport: { width: 390, height: 844 }, path: "/sign-in" });
  await phone.signIn("Ana");
  await phone.page.getByRole("navigation", { name: "Conversations" }).waitFor();
  await desk.page.getByText("Your account was signed in to on another device.").waitFor();
  await desk.page.getByRole("button", { name: "See sessions" }).click();
  await desk.page.getByText("This device", { exact: true }).waitFor();
  await desk.page.getByRole("button", { name: /^End the session on/ }).click();
  await phone.page.getByText("You were signed out. Sign in to go on.").waitFor();
  await desk.page.getByText("You are signed in on this device only.").waitFor();
  await phone.page.goto("/sign-in");
  await phone.signIn("Ana");
  await phone.page.getByRole("navigation", { name: "Conversations" }).waitFor();
});

story("a new password is checked, replaces the old one and ends the other sessions", async (world) => {
  const desk = await world.join("Ana");
  const other = await world.visit();
  await other.signIn("Ana");
  await other.isIn();
  await desk.page.goto("/settings/password");
  await desk.page.getByLabel("Current password").fill("Wrong-horse-1");
  await desk.page.getByLabel("New password").fill("Fresh-horse-2");
  await desk.page.getByRole("button", { name: "Change password" }).click();
  await desk.page.getByRole("alert").getByText("This is not your current password.").waitFor();
  await desk.page.getByLabel("Current password").fill(password);
  await desk.page.getByRole("button", { name: "Change password" }).click();
  await desk.page.getByText("Your password is changed.").waitFor();
  await other.page.getByText("You were signed out. Sign in to go on.").waitFor();
  await other.signIn("Ana", "Fresh-horse-2");
  await other.isIn();
});

story("a name changed in the settings is what everybody sees", async (world) => {
  const ana = await world.join("Ana");
  const bo = await world.join("Bo_");
  await ana.page.goto("/settings/profile");
  await ana.page.getByLabel("Display name").fill("  Ana  of   Parlor ");
  await ana.page.getByRole("button", { name: "Save" }).click();
  await ana.page.getByText("Saved.").waitFor();
  await ana.page.goto("/");
  await ana.send("who am I");
  await bo.log.getByRole("article", { name: /^Ana of Parlor, .*: who am I/ }).waitFor();
});

story(
  "a server that is closed to new accounts says so",
  async (world) => {
    const ana = await world.visit({ path: "/register" });
    await ana.register("Ana");
    const { page } = await world.visit({ path: "/register" });
    await page.getByText("This server takes no new accounts.").waitFor();
    await page.getByRole("heading", { name: "Sign in to Parlor" }).waitFor();
  },
  { env: { REGISTRATION: "closed" } },
);
