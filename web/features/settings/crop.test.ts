import { expect, test } from "bun:test";
import { firstView, squareOf, withinPicture, zoomAround, zoomMax } from "./crop.ts";

const wide = { width: 400, height: 200 };
const stage = 100;

test("a picture first shows the largest square in its middle", () => {
  expect(squareOf(wide, firstView, stage)).toEqual({ left: 100, top: 0, side: 200 });
  expect(squareOf({ width: 200, height: 400 }, firstView, stage)).toEqual({ left: 0, top: 100, side: 200 });
});

test("moving it moves the square the other way, and never beyond the edge", () => {
  expect(squareOf(wide, withinPicture(wide, { zoom: 1, x: 50, y: 0 }, stage), stage)).toMatchObject({ left: 0, top: 0 });
  expect(squareOf(wide, withinPicture(wide, { zoom: 1, x: 900, y: 900 }, stage), stage)).toMatchObject({ left: 0, top: 0 });
  expect(squareOf(wide, withinPicture(wide, { zoom: 1, x: -900, y: -900 }, stage), stage)).toMatchObject({ left: 200, top: 0 });
});

test("coming closer makes the square smaller around what is pointed at", () => {
  const middle = zoomAround(firstView, 2, { x: 0, y: 0 });
  expect(squareOf(wide, middle, stage)).toEqual({ left: 150, top: 50, side: 100 });
  const corner = zoomAround(firstView, 2, { x: -50, y: -50 });
  expect(squareOf(wide, corner, stage)).toEqual({ left: 100, top: 0, side: 100 });
});

test("there is an end to both directions, and the way back leads to where it began", () => {
  expect(zoomAround(firstView, 99, { x: 0, y: 0 }).zoom).toBe(zoomMax);
  expect(zoomAround({ zoom: 2, x: 0, y: 0 }, 0.1, { x: 0, y: 0 }).zoom).toBe(1);
  const there = zoomAround(firstView, 3, { x: 12, y: -7 });
  const back = withinPicture(wide, zoomAround(there, 1, { x: 12, y: -7 }), stage);
  expect(back.x).toBeCloseTo(0);
  expect(back.y).toBeCloseTo(0);
});

test.each([
  [1, 0, 0],
  [2.5, 80, -300],
  [4, -1_000, 1_000],
])("the square always lies inside the picture (zoom %p, moved by %p and %p)", (zoom, x, y) => {
  for (const size of [wide, { width: 200, height: 400 }, { width: 64, height: 64 }]) {
    const { left, top, side } = squareOf(size, withinPicture(size, { zoom, x, y }, stage), stage);
    expect(left).toBeGreaterThanOrEqual(-1e-9);
    expect(top).toBeGreaterThanOrEqual(-1e-9);
    expect(left + side).toBeLessThanOrEqual(size.width + 1e-9);
    expect(top + side).toBeLessThanOrEqual(size.height + 1e-9);
  }
});
