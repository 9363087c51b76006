import { describe, expect, test } from "bun:test";
import { checkBoundaries } from "./check.ts";

/** The messages for a project of these files; `others` exist without being read. */
function messages(files: Record<string, string>, others: string[] = []): string[] {
  const project = { sources: new Map(Object.entries(files)), exists: (path: string) => others.includes(path) };
  return checkBoundaries(project).map((fault) => `${fault.file}:${fault.line} ${fault.message}`);
}

/** The one message for a file with this one import of a file that exists. */
function refusal(file: string, specifier: string): string {
  const target = specifier.startsWith("#") ? specifier.slice(1) : specifier;
  const [message = "allowed", ...more] = messages({ [file]: `import { x } from "${specifier}";\nx();\n` }, [target]);
  expect(more).toEqual([]);
  return message;
}

describe("the table", () => {
  const refused: [from: string, specifier: string, reason: RegExp][] = [
    ["protocol/a.ts", "#client/b.ts", /pure data/],
    ["protocol/a.ts", "#server/b.ts", /pure data/],
    ["protocol/a.ts", "node:fs", /pure data/],
    ["protocol/a.ts", "fs", /pure data/],
    ["protocol/a.ts", "pg", /pure data/],
    ["crypto/a.ts", "#client/b.ts", /state in, state out/],
    ["crypto/a.ts", "#server/b.ts", /state in, state out/],
    ["crypto/a.ts", "bun", /state in, state out/],
    ["crypto/a.ts", "bun:sqlite", /state in, state out/],
    ["crypto/a.ts", "node:crypto", /state in, state out/],
    ["client/a.ts", "#web/b.ts", /handed in/],
    ["client/a.ts", "#server/b.ts", /handed in/],
    ["client/a.ts", "bun", /handed in/],
    ["client/a.ts", "preact", /handed in/],
    ["client/a.ts", "@preact/signals", /handed in/],
    ["web/a.tsx", "#crypto/b.ts", /handled by client\/ alone/],
    ["web/a.tsx", "#server/b.ts", /must not carry parts of the server/],
    ["web/a.tsx", "#cli/b.ts", /no way of its own/],
    ["web/a.tsx", "node:path", /no way of its own/],
    ["terminal/a.ts", "#crypto/b.ts", /handled by client\/ alone/],
    ["terminal/a.ts", "#server/b.ts", /over the wire/],
    ["cli/a.ts", "#crypto/b.ts", /holds none of them/],
    ["cli/a.ts", "#web/b.ts", /holds none of them/],
    ["server/a.ts", "#crypto/b.ts", /never imports crypto/],
    ["server/a.ts", "#client/b.ts", /knows none of them/],
    ["server/a.ts", "#web/b.ts", /knows none of them/],
    ["server/jobs/a.ts", "#crypto/b.ts", /never imports crypto/],
    ["server/operations/message/send.ts", "#crypto/b.ts", /never imports crypto/],
    ["server/domain/a.ts", "#crypto/b.ts", /never imports crypto/],
    ["server/store/a.ts", "#crypto/b.ts", /depends on nothing but the protocol/],
    ["server/a.test.ts", "#crypto/b.ts", /never imports crypto/],
    ["server/a.ts", "#testkit/b.ts", /testkit is for tests/],
    ["client/a.ts", "#testkit/b.ts", /testkit is for tests/],
    ["web/a.tsx", "#testkit/b.ts", /testkit is for tests/],
  ];
  test.each(refused)("%s may not import %s", (from, specifier, reason) => {
    expect(refusal(from, specifier)).toMatch(reason);
  });

  const refusedInside: [from: string, specifier: string, target: string, reason: RegExp][] = [
    ["server/http/a.ts", "../store/store.ts", "server/store/store.ts", /past the operation's gate/],
    ["server/ws/a.ts", "../store/sqlite-store.ts", "server/store/sqlite-store.ts", /past the operation's gate/],
    ["server/http/a.ts", "../bus/memory-bus.ts", "server/bus/memory-bus.ts", /chosen in one place/],
    ["server/ws/a.ts", "../bus/redis-bus.ts", "server/bus/redis-bus.ts", /chosen in one place/],
    ["server/operations/a/b.ts", "../../store/sqlite-store.ts", "server/store/sqlite-store.ts", /chosen in one place/],
    ["server/operations/a/b.ts", "../../bus/memory-bus.ts", "server/bus/memory-bus.ts", /chosen in one place/],
    ["server/operations/a/b.ts", "../../limiter/redis-limiter.ts", "server/limiter/redis-limiter.ts", /chosen in one place/],
    ["server/operations/a/b.ts", "../../http/cookies.ts", "server/http/cookies.ts", /which door/],
    ["server/operations/a/b.ts", "../../ws/hub.ts", "server/ws/hub.ts", /which door/],
    ["server/domain/a.ts", "../operations/a/b.ts", "server/operations/a/b.ts", /depend on one of them/],
    ["server/domain/a.ts", "../ws/hub.ts", "server/ws/hub.ts", /which door/],
    ["server/store/a.ts", "../operations/a/b.ts", "server/operations/a/b.ts", /never the reverse/],
    ["server/bus/a.ts", "../operations/a/b.ts", "server/operations/a/b.ts", /never the reverse/],
    ["server/blobs/a.ts", "../operations/a/b.ts", "server/operations/a/b.ts", /never the reverse/],
    ["server/store/a.ts", "../ws/hub.ts", "server/ws/hub.ts", /depends on nothing but the protocol/],
  ];
  test.each(refusedInside)("%s may not import %s", (from, specifier, target, reason) => {
    const found = messages({ [from]: `import { x } from "${specifier}";\nx();\n` }, [target]);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(reason);
  });

  const allowed: [from: string, specifier: string, target: string][] = [
    ["protocol/a.ts", "zod", ""],
    ["crypto/a.ts", "#protocol/b.ts", "protocol/b.ts"],
    ["client/a.ts", "#crypto/b.ts", "crypto/b.ts"],
    ["client/a.ts", "@preact/signals-core", ""],
    ["web/a.tsx", "#client/b.ts", "client/b.ts"],
    ["web/a.tsx", "#client/worker.ts?worker", "client/worker.ts"],
    ["web/a.tsx", "@preact/signals", ""],
    ["terminal/a.ts", "node:tty", ""],
    ["server/http/a.ts", "../operations/operation.ts", "server/operations/operation.ts"],
    ["server/http/a.ts", "../context.ts", "server/context.ts"],
    ["server/ws/a.ts", "../bus/bus.ts", "server/bus/bus.ts"],
    ["server/operations/a/b.ts", "../../store/store.ts", "server/store/store.ts"],
    ["server/operations/a/b.ts", "../../domain/c.ts", "server/domain/c.ts"],
    ["server/store/a.ts", "#protocol/b.ts", "protocol/b.ts"],
    ["server/server.ts", "./store/sqlite-store.ts", "server/store/sqlite-store.ts"],
    ["server/operations/a/b.test.ts", "../../store/sqlite-store.ts", "server/store/sqlite-store.ts"],
    ["server/a.test.ts", "#testkit/b.ts", "testkit/b.ts"],
    ["client/a.test.ts", "bun:test", ""],
    ["tests/stories/a.test.ts", "#crypto/b.ts", "crypto/b.ts"],
    ["load/a.ts", "#server/b.ts", "server/b.ts"],
    ["testkit/a.ts", "#server/b.ts", "server/b.ts"],
  ];
  test.each(allowed)("%s may import %s", (from, specifier, target) => {
    expect(messages({ [from]: `import { x } from "${specifier}";\nx();\n` }, [target])).toEqual([]);
  });
});

describe("every way of importing is seen", () => {
  const forms = [
    `import type { Key } from "#crypto/keys.ts";`,
    `import { type Key } from "#crypto/keys.ts";`,
    `import "#crypto/keys.ts";`,
    `export { seal } from "#crypto/keys.ts";`,
    `export type { Key } from "#crypto/keys.ts";`,
    `export * from "#crypto/keys.ts";`,
    `const keys = await import("#crypto/keys.ts");`,
    `let key: import("#crypto/keys.ts").Key;`,
    `new Worker(new URL("#crypto/keys.ts", import.meta.url));`,
    `import Keys from "#crypto/keys.ts?worker";`,
  ];
  test.each(forms)("web: %s", (source) => {
    const found = messages({ "web/a.tsx": `\n${source}\n` }, ["crypto/keys.ts"]);
    expect(found).toEqual([
      "web/a.tsx:2 web must not import crypto/keys.ts: keys are handled by client/ alone: the screens have no way to touch them",
    ]);
  });

  test("an address that is no module is none", () => {
    const source = `export const folder = new URL("../server/operations", import.meta.url);\n`;
    expect(messages({ "scripts/a.ts": source }, ["server/operations"])).toEqual([]);
  });

  test("text that only looks like an import is none", () => {
    const source = `// import "#crypto/keys.ts"\nexport const text = 'import "#crypto/keys.ts"';\n`;
    expect(messages({ "web/a.tsx": source }, ["crypto/keys.ts"])).toEqual([]);
  });
});

describe("how a file is named", () => {
  test("a relative import may not cross top-level folders", () => {
    expect(messages({ "client/sync/a.ts": `import "../../protocol/ids.ts";` }, ["protocol/ids.ts"])).toEqual([
      'client/sync/a.ts:1 "../../protocol/ids.ts" crosses top-level folders: write "#protocol/ids.ts", so that every crossing can be seen and checked',
    ]);
  });
  test("inside a folder imports are relative", () => {
    expect(refusal("server/a.ts", "#server/b.ts")).toContain("write a relative import");
  });
  test("an extension may not be left out", () => {
    expect(messages({ "server/a.ts": `import "./b";` }, ["server/b.ts"])[0]).toContain("names no file");
  });
  test("nothing outside the project", () => {
    expect(messages({ "server/a.ts": `import "../../other/b.ts";` })[0]).toContain("leaves the project");
  });
  test("a folder without a row", () => {
    expect(messages({ "plugins/a.ts": "" })[0]).toContain("no row");
  });
});

describe("cycles", () => {
  test("of two files, through a type", () => {
    const found = messages({
      "client/a.ts": `import type { B } from "./b.ts";`,
      "client/b.ts": `import { a } from "./a.ts";`,
    });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain("import cycle client/a.ts → client/b.ts → client/a.ts");
  });
  test("across folders, the shortest of a knot", () => {
    const found = messages({
      "testkit/a.ts": `import "#load/b.ts";`,
      "load/b.ts": `import "./c.ts";`,
      "load/c.ts": `import "#testkit/a.ts"; import "./d.ts";`,
      "load/d.ts": `import "./b.ts"; import "./c.ts";`,
    });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain("import cycle load/c.ts → load/d.ts → load/c.ts");
  });
  test("a file that imports itself", () => {
    expect(messages({ "client/a.ts": `import "./a.ts";` })[0]).toContain("import cycle client/a.ts → client/a.ts");
  });
  test("a diamond is none", () => {
    const files = {
      "client/a.ts": `import "./b.ts"; import "./c.ts";`,
      "client/b.ts": `import "./d.ts";`,
      "client/c.ts": `import "./d.ts";`,
    };
    expect(messages({ ...files, "client/d.ts": "" })).toEqual([]);
  });
});
