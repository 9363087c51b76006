import { expect } from "bun:test";
import { becomes, story, useBrowser } from "./story.ts";

useBrowser();

story("written offline, kept through a reload without a network, and delivered once", async (world) => {
  const ana = await world.join("Ana");
  const bo = await world.join("Bo_");
  await ana.send("with a network");
  await bo.message("with a network").waitFor();
  await ana.isKeptForOffline();

  await ana.visitor.goOffline();
  await ana.page.getByText("You’re offline. Messages will be sent later.").waitFor();
  await ana.send("written in a tunnel");
  await ana.inState("written in a tunnel", "Sending").waitFor();
  await ana.composer.fill("half a thought");
  await bo.send("while you were away");

  await ana.page.reload();
  await ana.message("with a network").waitFor();
  await ana.inState("written in a tunnel", "Sending").waitFor();
  await becomes(() => ana.composer.inputValue(), "half a thought");
  await ana.page.getByText("You’re offline. Messages will be sent later.").waitFor();
  await ana.send("and after a reload");
  await ana.inState("and after a reload", "Sending").waitFor();

  await ana.visitor.goOnline();
  for (const text of ["written in a tunnel", "and after a reload"]) {
    await ana.inState(text, "Sent").waitFor();
    await bo.message(text).waitFor();
  }
  await ana.page.getByText("You’re offline").waitFor({ state: "detached" });
  const all = ["with a network", "while you were away", "written in a tunnel", "and after a reload"];
  for (const app of [ana, bo]) expect(await app.texts()).toEqual(all);
});

story("the app opens without a server, on any of its addresses", async (world) => {
  const ana = await world.join("Ana");
  await ana.send("still here");
  await ana.inState("still here", "Sent").waitFor();
  await ana.isKeptForOffline();
  const address = ana.page.url();
  await world.stopServer();
  for (const path of ["/", address, "/settings/appearance"]) {
    await ana.page.goto(path);
    if (path.includes("settings")) await ana.page.getByRole("group", { name: "Theme" }).waitFor();
    else await ana.message("still here").waitFor();
  }
  await world.startServer();
});

story("a restart of the server is told in words, loses nothing, and ends by itself", async (world) => {
  const ana = await world.join("Ana");
  const bo = await world.join("Bo_");
  await ana.send("before");
  await bo.message("before").waitFor();
  await world.stopServer();
  await ana.page.getByText("No connection to the server. Messages will be sent later.").waitFor();
  await ana.page
    .getByText(/Reconnecting in \d+ s|Connecting…/)
    .first()
    .waitFor();
  await ana.send("during");
  await ana.inState("during", "Sending").waitFor();
  await ana.composer.fill("not finished");

  await world.startServer();
  await ana.inState("during", "Sent").waitFor();
  await ana.page.getByText("No connection to the server").waitFor({ state: "detached" });
  expect(await ana.composer.inputValue()).toBe("not finished");
  await bo.message("during").waitFor();
  await bo.send("after");
  await ana.message("after").waitFor();
  for (const app of [ana, bo]) expect(await app.texts()).toEqual(["before", "during", "after"]);
});

story("a new version offers to reload, and keeps what was being written", async (world) => {
  const ana = await world.join("Ana");
  await ana.isKeptForOffline();
  await ana.page.reload();
  await ana.isIn();
  await ana.composer.fill("half a thought");
  await world.stopServer();
  const newer = world.files
    .filter(({ path }) => !/\.(br|gz)$/.test(path))
    .map((file) =>
      file.path === "/sw.js" ? { ...file, bytes: Buffer.concat([file.bytes, Buffer.from("\n// newer\n")]) } : file,
    );
  await world.startServer(newer);
  await ana.page.getByText("A new version is ready.").waitFor();
  await ana.page.getByRole("button", { name: "Reload" }).click();
  await ana.page.waitForEvent("load");
  await ana.isIn();
  await becomes(() => ana.composer.inputValue(), "half a thought");
  await ana.page.getByText("A new version is ready.").waitFor({ state: "detached" });
});

story("what one tab wrote offline is sent by another when the first is closed", async (world) => {
  const ana = await world.join("Ana");
  const bo = await world.join("Bo_");
  const tab = await ana.anotherTab();
  await ana.visitor.goOffline();
  await ana.page.getByText("You’re offline").waitFor();
  await ana.send("left behind");
  await becomes(() => ana.unsentOnDisk(), 1);
  await ana.page.close();
  await ana.visitor.goOnline();
  await tab.inState("left behind", "Sent").waitFor();
  await bo.message("left behind").waitFor();
  expect(await bo.texts()).toEqual(["left behind"]);
});
