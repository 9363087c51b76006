import { isBuiltin } from "node:module";
import { posix } from "node:path";
import { findCycles } from "./cycles.ts";
import { type Import, importsOf } from "./imports.ts";
import { matches, type Row, table } from "./table.ts";

export interface Fault {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** Files whose imports are read: path from the project's root → source. `exists` answers for every other file. */
export interface Project {
  readonly sources: ReadonlyMap<string, string>;
  exists(path: string): boolean;
}

type Target =
  | { readonly kind: "ours"; readonly path: string }
  | { readonly kind: "package"; readonly name: string }
  | { readonly kind: "runtime"; readonly name: string }
  | { readonly kind: "fault"; readonly message: string };

/** Everything wrong with the imports of a project. */
export function checkBoundaries(project: Project): Fault[] {
  const faults: Fault[] = [];
  const graph = new Map<string, Map<string, number>>();
  for (const [file, source] of project.sources) {
    const edges = new Map<string, number>();
    graph.set(file, edges);
    const row = table.find((candidate) => matches(candidate.area, file));
    if (!row) {
      faults.push({ file, line: 1, message: `no row of scripts/boundaries/table.ts covers ${topFolder(file)}/: add one` });
      continue;
    }
    for (const item of importsOf(file, source)) {
      const target = resolve(project, file, item);
      if (target.kind === "ours") edges.set(target.path, item.line);
      const message = faultOf(row, file, target);
      if (message) faults.push({ file, line: item.line, message });
    }
  }
  for (const cycle of findCycles(new Map([...graph].map(([file, edges]) => [file, [...edges.keys()]])))) {
    const [file = "", next = ""] = cycle;
    const line = graph.get(file)?.get(next) ?? 1;
    const message = `import cycle ${[...cycle, file].join(" → ")}: none of these can be understood, tested or loaded without the others`;
    faults.push({ file, line, message });
  }
  return faults;
}

function faultOf(row: Row, file: string, target: Target): string | null {
  switch (target.kind) {
    case "fault":
      return target.message;
    case "runtime":
      if (row.packages === "any" || isTest(file)) return null;
      return `${name(row)} must not import ${target.name}: ${row.reason}`;
    case "package":
      if (row.packages === "any" || row.packages === "portable" || isTest(file) || row.packages.includes(target.name))
        return null;
      return `${name(row)} must not import the package ${target.name}: ${row.reason}`;
    case "ours": {
      const allowed = isTest(file) ? [...row.may, `${topFolder(file)}/**`, "testkit/**"] : row.may;
      if ([row.area, ...allowed].some((pattern) => matches(pattern, target.path))) return null;
      if (topFolder(target.path) === "testkit") {
        return `${name(row)} must not import ${target.path}: testkit is for tests, and the running program must not contain it`;
      }
      const special = Object.entries(row.never ?? {}).find(([pattern]) => matches(pattern, target.path));
      return `${name(row)} must not import ${target.path}: ${special?.[1] ?? row.reason}`;
    }
  }
}

function resolve(project: Project, file: string, { specifier }: Import): Target {
  // Vite's `?worker`, `?url` and `?raw` change what is imported, not where it lies.
  const bare = specifier.replace(/\?.*$/, "");
  if (bare.startsWith(".")) {
    const path = posix.normalize(posix.join(posix.dirname(file), bare));
    if (path.startsWith("..")) return fault(`"${specifier}" leaves the project`);
    if (path.includes("/") && topFolder(path) !== topFolder(file)) {
      return fault(`"${specifier}" crosses top-level folders: write "#${path}", so that every crossing can be seen and checked`);
    }
    return existing(project, specifier, path);
  }
  if (bare.startsWith("#")) {
    const path = bare.slice(1);
    if (topFolder(path) === topFolder(file))
      return fault(`"${specifier}" stays inside ${topFolder(file)}/: write a relative import`);
    return existing(project, specifier, path);
  }
  if (bare === "bun" || bare.startsWith("bun:") || isBuiltin(bare)) return { kind: "runtime", name: bare };
  const parts = bare.split("/");
  return { kind: "package", name: parts.slice(0, bare.startsWith("@") ? 2 : 1).join("/") };
}

function existing(project: Project, specifier: string, path: string): Target {
  if (project.sources.has(path) || project.exists(path)) return { kind: "ours", path };
  return fault(`"${specifier}" names no file; write the whole name with its extension`);
}

function fault(message: string): Target {
  return { kind: "fault", message };
}

/** Tests, and the contract suites that they run against each implementation of a seam. */
function isTest(file: string): boolean {
  return /(\.test|-contract)\.tsx?$|\/contract\//.test(file);
}

function topFolder(path: string): string {
  return path.includes("/") ? path.slice(0, path.indexOf("/")) : "";
}

function name(row: Row): string {
  return row.area.replace("/**", "");
}
