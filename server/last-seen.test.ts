import { expect, test } from "bun:test";
import { pino } from "pino";
import { LastSeen } from "./last-seen.ts";
import type { Store } from "./store/store.ts";

test("people who go together are written together, and a failure loses only those it was about", async () => {
  const written: string[][] = [];
  const ends: PromiseWithResolvers<void>[] = [];
  const accounts = { setLastSeen: async (ids: string[]) => void written.push(ids) };
  const store = {
    write: async (work: (tables: unknown) => Promise<void>) => {
      await work({ accounts });
      const end = Promise.withResolvers<void>();
      ends.push(end);
      await end.promise;
    },
  } as unknown as Store;
  const seen = new LastSeen({ store, now: () => 1_000, log: pino({ level: "silent" }) });
  const settled = async (count: number) => {
    while (written.length < count) await Promise.resolve();
  };

  seen.note("ana");
  for (const person of ["bo", "cy", "bo"]) seen.note(person);
  await settled(1);
  ends[0]?.reject(new Error("gone"));
  await settled(2);
  seen.note("ana");
  ends[1]?.resolve();
  await settled(3);
  ends[2]?.resolve();
  expect(written).toEqual([["ana"], ["bo", "cy"], ["ana"]]);
});
