import { expect, test } from "bun:test";

interface LockFile {
  readonly packages: Readonly<Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>> }>>;
}

/**
 * `npm install` leaves out what the registry does not have for other platforms, and `npm ci` then refuses the lock file. A version
 * whose platforms are all published is the way out.
 */
test("the lock file has every platform's package of every tool", async () => {
  const { packages } = (await Bun.file(new URL("../package-lock.json", import.meta.url)).json()) as LockFile;
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !lookup(packages, path, name)),
  );
  expect(missing).toEqual([]);
});

/** As Node looks a package up: beside its user, then in each folder above. */
function lookup(packages: LockFile["packages"], from: string, name: string): boolean {
  for (let base = from; ; base = base.slice(0, Math.max(0, base.lastIndexOf("node_modules/") - 1))) {
    if (`${base ? `${base}/` : ""}node_modules/${name}` in packages) return true;
    if (base === "") return false;
  }
}
