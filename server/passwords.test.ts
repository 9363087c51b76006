import { expect, spyOn, test } from "bun:test";
import { availableParallelism } from "node:os";
import { createPasswordHasher } from "./passwords.ts";
import { Refusal } from "./refusal.ts";

const secret = new Uint8Array(32).fill(7);
const hasher = createPasswordHasher({ decoySecret: secret, cost: 4 });
const ana = "A".repeat(43);
const bo = "B".repeat(43);

test("a key matches its own hash and no other", async () => {
  const hash = await hasher.hash(ana);
  expect(hash).toStartWith("$2b$04$");
  expect(await hasher.verify(ana, hash as string)).toBe("match");
  expect(await hasher.verify(bo, hash as string)).toBe("mismatch");
});

test("without an account nothing ever matches", async () => {
  expect(await hasher.verify(ana, null)).toBe("mismatch");
});

test("by default the cost is the product's", async () => {
  expect(await createPasswordHasher({ decoySecret: secret }).hash(ana)).toStartWith("$2b$12$");
});

test("a crowd is served on all cores but one as far as the queue reaches, the rest is told at once to come back", async () => {
  const cores = Math.max(1, availableParallelism() - 1);
  const running: (() => void)[] = [];
  using work = spyOn(Bun.password, "verify").mockImplementation(
    () => new Promise((resolve) => running.push(() => resolve(false))),
  );
  const crowd = Array.from({ length: 2_000 }, () => hasher.verify(ana, null));
  const refused: Refusal[] = [];
  for (const outcome of crowd) void outcome.then((verdict) => verdict instanceof Refusal && refused.push(verdict));
  await Bun.sleep(0);
  expect(work).toHaveBeenCalledTimes(cores);
  expect(refused).toHaveLength(2_000 - cores - 32 * cores);
  expect(refused[0]?.toProblem()).toMatchObject({ code: "busy", retry: "after" });
  // Whoever finishes makes room for one.
  running.shift()?.();
  await crowd[0];
  await Bun.sleep(0);
  expect(work).toHaveBeenCalledTimes(cores + 1);
  while (running.length > 0) {
    running.shift()?.();
    await Bun.sleep(0);
  }
  expect((await Promise.all(crowd)).filter((verdict) => verdict === "mismatch")).toHaveLength(33 * cores);
});

test("a broken hash does not block the queue", async () => {
  for (let i = 0; i < 200; i++) await expect(hasher.verify(ana, "not a hash")).rejects.toThrow();
  expect(await hasher.verify(ana, null)).toBe("mismatch");
});

test("the decoy's salt is always the same for a login, in any letter case, and differs for others", () => {
  const { salt, ...rest } = hasher.decoyKdf("Nobody");
  expect(salt).toMatch(/^[A-Za-z0-9_-]{22}$/);
  expect(rest).toEqual({ alg: "argon2id", m: 65_536, t: 3, p: 1 });
  expect(hasher.decoyKdf("nobody").salt).toBe(salt);
  expect(hasher.decoyKdf("nobody2").salt).not.toBe(salt);
  const other = createPasswordHasher({ decoySecret: new Uint8Array(32), cost: 4 });
  expect(other.decoyKdf("nobody").salt).not.toBe(salt);
});
