import { describe, expect, test } from "bun:test";
import { anaIn } from "./testing/ana-in.ts";
import { Device } from "./testing/device.ts";

describe("drafts", () => {
  test("survive a reload", async () => {
    const { room, ana, view } = await anaIn(1);
    view.draft.value = "half a thou";
    const again = await ana.reload();
    expect(again.view(room).draft.value).toBe("half a thou");
  });

  test("survive a crash half a second later", async () => {
    const { world, room, clock, ana, view } = await anaIn(1);
    view.draft.value = "half a thou";
    await clock.advance(500);
    const again = new Device(world, { storage: ana.storage });
    await again.parlor.start();
    expect(again.view(room).draft.value).toBe("half a thou");
  });

  test("survive a crash at once when the app was warned", async () => {
    const { world, room, ana, view } = await anaIn(1);
    view.draft.value = "half a thou";
    await ana.parlor.flush();
    const again = new Device(world, { storage: ana.storage });
    await again.parlor.start();
    expect(again.view(room).draft.value).toBe("half a thou");
  });

  test("an emptied one is gone from the disk", async () => {
    const { clock, ana, view } = await anaIn(1);
    view.draft.value = "half";
    await clock.advance(500);
    view.draft.value = "";
    await clock.advance(500);
    expect(await ana.storage.list("drafts", "")).toEqual([]);
  });
});
