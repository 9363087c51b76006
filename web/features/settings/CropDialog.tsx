import { useSignal } from "@preact/signals";
import { ZoomIn, ZoomOut } from "lucide";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Problem } from "#protocol/errors.ts";
import { problemText } from "../../text/problem-text.ts";
import { text } from "../../text/text.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { firstView, squareOf, type View, withinPicture, zoomAround, zoomMax } from "./crop.ts";
import { cutSquare } from "./read-picture.ts";
import { usePinch } from "./use-pinch.ts";
import "./CropDialog.css";

/** Side of the stage in CSS pixels; it also fits a screen of 320. */
const stage = 240;
const stepPx = 12;
const stepZoom = 1.15;

interface CropDialogProps {
  bitmap: ImageBitmap;
  /** Sends the square; null when it went well. */
  save: (image: Uint8Array<ArrayBuffer>) => Promise<Problem | null>;
  onClose: () => void;
}

/** Chooses the square of a picture that is shown: by dragging, pinching, scrolling, a slider or keys. */
export function CropDialog({ bitmap, save, onClose }: CropDialogProps) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const view = useSignal<View>(firstView);
  const busy = useSignal(false);
  const problem = useSignal<string | null>(null);
  const words = text().crop;
  const shown = view.value;

  const show = (next: View) => {
    view.value = withinPicture(bitmap, next, stage);
  };
  const zoomTo = (zoom: number, point = { x: 0, y: 0 }) => show(zoomAround(view.peek(), zoom, point));

  useLayoutEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context || !canvas.current) return;
    const { width } = canvas.current;
    const { left, top, side } = squareOf(bitmap, shown, stage);
    context.imageSmoothingQuality = "high";
    context.clearRect(0, 0, width, width);
    context.drawImage(bitmap, left, top, side, side, 0, 0, width, width);
  }, [bitmap, shown]);

  usePinch(box, {
    move: (x, y) => show({ ...view.peek(), x: view.peek().x + x, y: view.peek().y + y }),
    zoom: (factor, point) => zoomTo(view.peek().zoom * factor, { x: point.x - stage / 2, y: point.y - stage / 2 }),
  });

  useEffect(() => () => bitmap.close(), [bitmap]);

  const onKeyDown = (event: KeyboardEvent) => {
    const { x, y, zoom } = view.peek();
    const step = event.shiftKey ? 4 * stepPx : stepPx;
    if (event.key === "ArrowLeft") show({ zoom, x: x + step, y });
    else if (event.key === "ArrowRight") show({ zoom, x: x - step, y });
    else if (event.key === "ArrowUp") show({ zoom, x, y: y + step });
    else if (event.key === "ArrowDown") show({ zoom, x, y: y - step });
    else if (event.key === "+" || event.key === "=") zoomTo(zoom * stepZoom);
    else if (event.key === "-") zoomTo(zoom / stepZoom);
    else return;
    event.preventDefault();
  };

  const use = async () => {
    if (busy.value) return;
    busy.value = true;
    const image = await cutSquare(bitmap, squareOf(bitmap, view.peek(), stage));
    const refusal = image && (await save(image));
    busy.value = false;
    if (image && !refusal) onClose();
    else problem.value = refusal ? problemText(refusal) : words.broken;
  };

  const pixels = Math.round(stage * Math.min(3, window.devicePixelRatio));
  return (
    <Dialog
      title={words.title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{text().app.cancel}</Button>
          <Button look="primary" busy={busy.value} onClick={() => void use()}>
            {busy.value ? words.saving : words.save}
          </Button>
        </>
      }
    >
      <p>{words.text}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveElementInteractions: an application is for keys */}
      <div
        ref={box}
        class="crop-stage"
        style={{ inlineSize: `${stage}px`, blockSize: `${stage}px` }}
        role="application"
        aria-label={words.stage}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys move the picture
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <canvas ref={canvas} width={pixels} height={pixels} />
      </div>
      <label class="crop-zoom">
        <Icon icon={ZoomOut} />
        <span class="visually-hidden">{words.zoom}</span>
        <input
          type="range"
          min="1"
          max={zoomMax}
          step="0.01"
          value={shown.zoom}
          onInput={(event) => zoomTo(event.currentTarget.valueAsNumber)}
        />
        <Icon icon={ZoomIn} />
      </label>
      <div role="alert" class="form-problem">
        {problem.value}
      </div>
    </Dialog>
  );
}
