import { expect, test } from "bun:test";
import { rejectionOf } from "#testkit/rejection.ts";
import { newAccount, newMember, type TestData } from "#testkit/store.ts";
import { setScene, upTo } from "./scene.ts";

export function accountSuite(make: () => Promise<TestData>): void {
  test("a username and an address are unique in any letter case", async () => {
    await using data = await make();
    const store = await data.open();
    const insert = (...row: Parameters<typeof newAccount>) => store.write(({ accounts }) => accounts.insert(newAccount(...row)));
    expect(await insert("Ana", { email: "Ana@example.org" })).toBe("inserted");
    expect(await insert("ANA")).toBe("username_taken");
    expect(await insert("bo", { email: "aNA@Example.org" })).toBe("email_taken");
    expect(await insert("ana", { email: "ana@example.org" })).toBe("username_taken");
    expect(await insert("bo")).toBe("inserted");
    expect(await insert("cy")).toBe("inserted");
  });

  test("of registrations of one name at once, in different case, one wins", async () => {
    await using data = await make();
    const store = await data.open();
    const names = ["ana", "Ana", "ANA", "aNa", "anA"];
    const outcomes = await Promise.all(names.map((name) => store.write(({ accounts }) => accounts.insert(newAccount(name)))));
    expect(outcomes.filter((outcome) => outcome === "inserted")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === "username_taken")).toHaveLength(4);
  });

  test("a refused insert leaves the transaction usable", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, room } = await setScene(store);
    const outcomes = await store.write(async ({ accounts, conversations }) => {
      const first = await accounts.insert(newAccount("ANA"));
      await conversations.update(room, { name: "Coffee" });
      return [first, await accounts.update(ana.id, { email: "ana@example.org" })];
    });
    expect(outcomes).toEqual(["username_taken", "updated"]);
    expect(await store.read.conversations.get(room)).toMatchObject({ name: "Coffee" });
  });

  test("are found by name or address in any letter case, and by nothing else", async () => {
    await using data = await make();
    const store = await data.open();
    const ana = newAccount("Ana_1", { email: "ana@example.org" });
    await store.write(({ accounts }) => accounts.insert(ana));
    for (const login of ["Ana_1", "ANA_1", "ana@example.org", "ANA@EXAMPLE.ORG"]) {
      expect(await store.read.accounts.findByLogin(login)).toEqual(ana);
    }
    for (const login of ["Ana", "Ana%1", "AnaX1", "ana@example.or", "%@%", ""]) {
      expect(await store.read.accounts.findByLogin(login)).toBeNull();
    }
  });

  test("only what is given changes", async () => {
    await using data = await make();
    const store = await data.open();
    const ana = newAccount("ana", { email: "ana@example.org" });
    await store.write(({ accounts }) => accounts.insert(ana));
    const kdf = { ...ana.kdf, t: 4 };
    const patches = [
      { display_name: "Ana B." },
      { auth_hash: "$2b$new", kdf },
      { role: "admin", last_seen_at: 9_000 },
      { blocked_at: 9_500 },
      {},
    ] as const;
    for (const patch of patches) expect(await store.write(({ accounts }) => accounts.update(ana.id, patch))).toBe("updated");
    expect(await store.read.accounts.get(ana.id)).toEqual({ ...ana, ...Object.assign({}, ...patches) });
    await store.write(({ accounts }) => accounts.update(ana.id, { email: null }));
    expect(await store.read.accounts.findByLogin("ana@example.org")).toBeNull();
  });

  test("many are last seen at once, and nobody else is", async () => {
    await using data = await make();
    const store = await data.open();
    const [ana, bo, cy] = [newAccount("ana"), newAccount("bo"), newAccount("cy")];
    for (const account of [ana, bo, cy]) await store.write(({ accounts }) => accounts.insert(account));
    await store.write(({ accounts }) => accounts.setLastSeen([ana.id, cy.id, "a guest"], 5_000));
    await store.write(({ accounts }) => accounts.setLastSeen([], 6_000));
    const seen = [ana, bo, cy].map(async ({ id }) => (await store.read.accounts.get(id))?.last_seen_at);
    expect(await Promise.all(seen)).toEqual([5_000, null, 5_000]);
  });

  test("an address in use is refused, and the other changes of the transaction stay", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, bo } = await setScene(store);
    await store.write(({ accounts }) => accounts.update(ana.id, { email: "Ana@example.org" }));
    const outcome = await store.write(async ({ accounts }) => {
      await accounts.update(bo.id, { display_name: "Bo C." });
      return accounts.update(bo.id, { email: "ana@EXAMPLE.org" });
    });
    expect(outcome).toBe("email_taken");
    expect(await store.read.accounts.get(bo.id)).toMatchObject({ display_name: "Bo C.", email: null });
    expect(await store.write(({ accounts }) => accounts.update(ana.id, { email: "ANA@example.org" }))).toBe("updated");
  });

  test("one address taken by two at once goes to one", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, bo, cy } = await setScene(store);
    const outcomes = await Promise.all(
      [ana, bo, cy].map(({ id }) => store.write(({ accounts }) => accounts.update(id, { email: "tea@example.org" }))),
    );
    expect(outcomes.sort()).toEqual(["email_taken", "email_taken", "updated"]);
  });

  test("feed revs follow one another", async () => {
    await using data = await make();
    const store = await data.open();
    const { ana, bo } = await setScene(store);
    const revs = await Promise.all(upTo(20).map(() => store.write(({ accounts }) => accounts.nextFeedRev(ana.id))));
    expect(revs.sort((a, b) => a - b)).toEqual(upTo(20));
    expect(await store.read.accounts.getMany([ana.id, bo.id, "nobody"])).toHaveLength(2);
    expect(await store.read.accounts.get(bo.id)).toMatchObject({ feed_rev: 0 });
  });

  test("emptiness ends with the first account", async () => {
    await using data = await make();
    const store = await data.open();
    expect(await store.read.accounts.isEmpty()).toBeTrue();
    expect(await store.write(({ accounts }) => accounts.claimFirst())).toBeTrue();
    const { room } = await setScene(store);
    expect(await store.read.accounts.isEmpty()).toBeFalse();
    expect(await store.write(({ accounts }) => accounts.claimFirst())).toBeFalse();
    expect(await store.read.accounts.getMany([])).toEqual([]);
    await rejectionOf(store.write(({ members }) => members.add(newMember(room, newAccount("di").id))));
  });
}
