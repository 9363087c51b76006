import { existsSync } from "node:fs";

/** A program that tests need and npm does not bring. */
export interface Program {
  readonly label: string;
  /** Debian's package. */
  readonly aptPackage: string;
  /** Environment variable that holds the program's path where it is not in a usual place. */
  readonly variable: string;
  /** The path of the program, or null where it is not installed. */
  find(): string | null;
}

function onPath(...names: string[]): string | null {
  for (const name of names) {
    const path = Bun.which(name);
    if (path) return path;
  }
  return null;
}

/** Debian keeps the server's programs out of PATH, one folder for each major version. */
function findPostgres(): string | null {
  const root = "/usr/lib/postgresql";
  if (!existsSync(root)) return onPath("postgres");
  const newest = [...new Bun.Glob("*/bin/postgres").scanSync({ cwd: root })].sort().at(-1);
  return newest ? `${root}/${newest}` : onPath("postgres");
}

export const programs = {
  chromium: {
    label: "Chromium",
    aptPackage: "chromium",
    variable: "CHROMIUM",
    find: () => process.env.CHROMIUM ?? onPath("chromium", "chromium-browser", "google-chrome"),
  },
  postgres: {
    label: "PostgreSQL",
    aptPackage: "postgresql",
    variable: "POSTGRES",
    find: () => process.env.POSTGRES ?? findPostgres(),
  },
  redis: {
    label: "Redis",
    aptPackage: "redis-server",
    variable: "REDIS_SERVER",
    find: () => process.env.REDIS_SERVER ?? onPath("redis-server"),
  },
} as const satisfies Record<string, Program>;

export type ProgramName = keyof typeof programs;
