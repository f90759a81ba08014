import type { Place } from "@crosstilt/dataset-ocean/physics";
import { TRACER_FRAMES } from "@crosstilt/labs/ocean";

/** Recorded steps that a streak is long. */
const LENGTH = 9;

/** Draws every tracer's last steps up to a part of the time, fading towards their ends, on a square of `size` pixels. */
export function drawStreaks(context: CanvasRenderingContext2D, paths: Float32Array, part: number, size: number): void {
  const at = part * (TRACER_FRAMES - 1);
  // Lines of one pixel are several times cheaper than wider ones where no GPU draws them.
  context.lineWidth = 1;
  for (let age = 0; age < LENGTH; age++) {
    const [from, to] = [Math.max(0, at - age - 1), Math.max(0, at - age)];
    if (to <= from) break;
    context.strokeStyle = `rgb(255 255 255 / ${0.95 * (1 - age / LENGTH) ** 1.2})`;
    context.beginPath();
    for (let first = 0; first < paths.length; first += 2 * TRACER_FRAMES)
      addSegment(context, placeAt(paths, first, from), placeAt(paths, first, to), size);
    context.stroke();
  }
}

function placeAt(paths: Float32Array, first: number, frame: number): [number, number] {
  const before = Math.min(TRACER_FRAMES - 2, Math.floor(frame));
  const [part, i] = [frame - before, first + 2 * before];
  return [paths[i]! * (1 - part) + paths[i + 2]! * part, paths[i + 1]! * (1 - part) + paths[i + 3]! * part];
}

/** A short line, moved into the square by whole sides; what sticks out is clipped. */
function addSegment(context: CanvasRenderingContext2D, [a, b]: Place, [c, d]: Place, size: number): void {
  const [x, y] = [Math.floor(c), Math.floor(d)];
  context.moveTo((a - x) * size, (1 - b + y) * size);
  context.lineTo((c - x) * size, (1 - d + y) * size);
}
