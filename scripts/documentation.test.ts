import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { variableNames } from "#server/config.ts";

const root = new URL("..", import.meta.url).pathname;
const pages = ["*.md", "docs/**/*.md"].flatMap((pattern) => [...new Bun.Glob(pattern).scanSync({ cwd: root })]);

test("every variable is listed, once, and none that is not read", () => {
  const text = readFileSync(join(root, "docs/configuration.md"), "utf8");
  const listed = [...text.matchAll(/^\| `([A-Z_]+)` \|/gm)].map((match) => match[1] ?? "");
  expect(listed.toSorted()).toEqual([...variableNames].toSorted());
});

test.each(pages)("links and paths in %s lead somewhere", (page) => {
  const text = readFileSync(join(root, page), "utf8");
  const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#]+)[^)]*\)/g)].map((match) =>
    join(dirname(page), match[1] ?? ""),
  );
  const paths = [
    ...text.matchAll(/`((?:protocol|crypto|client|server|web|cli|testkit|load|tests|scripts|deploy|docs)\/[\w./-]+)`/g),
  ];
  const named = [...links, ...paths.map((match) => match[1] ?? "")];
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
