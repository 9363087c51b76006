/** The square part of a picture that is used: pure, in pixels of the stage it is chosen on. */

export interface Size {
  width: number;
  height: number;
}

/** How the picture lies on the stage: 1 covers it just so; `x` and `y` are how far its middle is from the stage's. */
export interface View {
  zoom: number;
  x: number;
  y: number;
}

export const zoomMax = 4;
export const firstView: View = { zoom: 1, x: 0, y: 0 };

/** Pixels of the stage for one of the picture. */
function scaleOf({ width, height }: Size, { zoom }: View, stage: number): number {
  return (stage / Math.min(width, height)) * zoom;
}

/** The nearest view that leaves no part of the stage empty. */
export function withinPicture(size: Size, view: View, stage: number): View {
  const zoom = Math.min(zoomMax, Math.max(1, view.zoom));
  const scale = scaleOf(size, { ...view, zoom }, stage);
  const roomX = (size.width * scale - stage) / 2;
  const roomY = (size.height * scale - stage) / 2;
  return { zoom, x: within(view.x, roomX), y: within(view.y, roomY) };
}

/** Comes closer or moves away while the point under the pointer, measured from the stage's middle, stays where it is. */
export function zoomAround(view: View, zoom: number, point: { x: number; y: number }): View {
  const factor = Math.min(zoomMax, Math.max(1, zoom)) / view.zoom;
  return {
    zoom: view.zoom * factor,
    x: point.x - (point.x - view.x) * factor,
    y: point.y - (point.y - view.y) * factor,
  };
}

/** The square of the picture that is on the stage, in the picture's own pixels. */
export function squareOf(size: Size, view: View, stage: number): { left: number; top: number; side: number } {
  const scale = scaleOf(size, view, stage);
  const side = stage / scale;
  return { left: (size.width - side) / 2 - view.x / scale, top: (size.height - side) / 2 - view.y / scale, side };
}

const within = (offset: number, room: number) => Math.max(-room, Math.min(room, offset));
