import { mkdir } from "node:fs/promises";
import { RawPerson } from "#testkit/raw-client.ts";
import type { App } from "./app.ts";
import { becomes, type World } from "./story.ts";

/** The pictures of the README and the documentation, made from the running program. */

const folder = new URL("../../docs/images/", import.meta.url).pathname;

const said: readonly (readonly [author: string, text: string, minutesAgo: number])[] = [
  ["bo_l", "The projector is booked for Saturday, and the back room is ours from six.", 1_470],
  ["cy_o", "Nice. I can bring the long table from the workshop if somebody helps me carry it.", 1_462],
  ["ana", "I have the van until Sunday. Half past four at yours?", 1_459],
  ["cy_o", "Perfect, half past four.", 1_458],
  ["di_m", "Morning, everyone. The poster is up: https://harbour.example/film-night", 64],
  ["di_m", "Two people have asked already whether there will be soup again.", 63],
  ["bo_l", "There will always be soup 🍲", 58],
  ["ana", "Looks lovely, Di. Could we print ten for the shop windows?", 31],
  ["ana", "I pass the copy place on my way home anyway.", 31],
  ["di_m", "Sent you the file. A3, two colours, they know the paper.", 12],
  ["bo_l", "What are we showing in the end, the short ones first or straight to the long one?", 4],
  ["ana", "Short ones first. Doors at six, soup at half past, films at seven.", 1],
];

const others = { bo_l: "Bo Lindqvist", cy_o: "Cy Okafor", di_m: "Di Marchetti" };
const threeDays = 3 * 24 * 3_600_000;

/** A lobby in which people have been talking, with Ana in front of it. Stops those who are there with her. */
async function filmNight(world: World): Promise<{ ana: App } & AsyncDisposable> {
  const { server } = world;
  // They have been members for a while.
  server.advance(-threeDays);
  for (const [username, display_name] of Object.entries(others)) {
    const person = await RawPerson.register(server.url, username);
    await person.call("account.update", { display_name });
  }
  const ana = await world.join("ana", { display_name: "Ana Ferreira", deviceScaleFactor: 2 });
  server.advance(threeDays);
  const now = Date.now();
  await world.write(said.map(([author, text, minutes]) => ({ author, text, created_at: now - minutes * 60_000 })));
  await ana.message("Short ones first").waitFor();

  const [bo, cy] = [await RawPerson.login(server.url, "bo_l"), await RawPerson.login(server.url, "cy_o")];
  const sockets = [await bo.connect(), await cy.connect()];
  for (const socket of sockets) await socket.resume();
  await ana.page.getByRole("button", { name: "People: 3 online of 4" }).waitFor();
  return {
    ana,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) await socket[Symbol.asyncDispose]();
    },
  };
}

/** Nothing moves any more, and what shows only while scrolling is gone. */
async function photograph(app: App, name: string): Promise<void> {
  const day = app.page.locator(".day-floating");
  await becomes(() => day.evaluateAll((labels) => labels.every((label) => getComputedStyle(label).opacity === "0")), true);
  await app.page.screenshot({ path: `${folder}${name}.png` });
}

/** The lobby on a desktop, light and dark, and on a phone; and the way in. */
export async function photographScreens(world: World): Promise<void> {
  await mkdir(folder, { recursive: true });
  await using scene = await filmNight(world);
  const { ana } = scene;
  await photograph(ana, "chat");
  await ana.page.emulateMedia({ colorScheme: "dark" });
  await photograph(ana, "chat-dark");

  const handheld = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };
  const phone = await world.visit({ ...handheld, path: "/sign-in" });
  await phone.signIn("ana");
  await phone.page.getByRole("link", { name: /Lobby/ }).click();
  await phone.message("Short ones first").waitFor();
  await photograph(phone, "phone");

  const visitor = await world.visit({ deviceScaleFactor: 2, path: "/register" });
  await visitor.page.getByLabel("Username").fill("mira");
  await visitor.page.getByLabel("Password", { exact: true }).fill("Harbour-2");
  await photograph(visitor, "sign-in");
}
