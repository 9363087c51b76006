import { type ProgramName, programs } from "#testkit/programs.ts";

/** Tries to bring the programs that are missing, where the machine lets us; returns those still missing. */
export async function provide(names: readonly ProgramName[]): Promise<ProgramName[]> {
  const missing = names.filter((name) => !programs[name].find());
  if (missing.length === 0 || !canInstall()) return missing;
  const packages = missing.map((name) => programs[name].aptPackage);
  console.log(`installing ${packages.join(", ")} with apt-get, which the tests need`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const args of [["update"], ["install", "-y", "--no-install-recommends", ...packages]]) {
    const child = Bun.spawn(["apt-get", "-qq", ...args], { env, stdin: "ignore", stdout: "ignore", stderr: "inherit" });
    if ((await child.exited) !== 0) console.log(`apt-get ${args.join(" ")} failed`);
  }
  return names.filter((name) => !programs[name].find());
}

function canInstall(): boolean {
  return process.getuid?.() === 0 && Bun.which("apt-get") !== null;
}

/** What to do about a missing program, in one sentence. */
export function howToInstall(name: ProgramName): string {
  const { label, aptPackage, variable } = programs[name];
  return `install ${label} (Debian and Ubuntu: apt-get install ${aptPackage}) or set ${variable} to the path of the program`;
}
