import { expect, test } from "bun:test";
import { qrPath } from "./qr-path.ts";

/** The squares of a path, as a grid. */
function gridOf({ path, size }: ReturnType<typeof qrPath>): boolean[][] {
  const grid = Array.from({ length: size }, () => Array<boolean>(size).fill(false));
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g))
    for (let n = 0; n < Number(width); n++) (grid[Number(y)] as boolean[])[Number(x) + n] = true;
  return grid;
}

test("the code has its three corners, and nothing in the quiet edge", () => {
  const code = qrPath("https://chat.example/r/ABC234");
  const grid = gridOf(code);
  const finder = ["1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"];
  const at = (top: number, left: number) =>
    finder.map((_, y) => finder.map((_, x) => (grid[top + y]?.[left + x] ? "1" : "0")).join(""));
  expect(at(4, 4)).toEqual(finder);
  expect(at(4, code.size - 11)).toEqual(finder);
  expect(at(code.size - 11, 4)).toEqual(finder);
  expect(grid.slice(0, 4).flat().some(Boolean)).toBe(false);
  expect(grid.flatMap((row) => row.slice(-4)).some(Boolean)).toBe(false);
});

test("another link gives another code", () => {
  expect(qrPath("https://chat.example/r/ABC234").path).not.toBe(qrPath("https://chat.example/r/ABC235").path);
});
