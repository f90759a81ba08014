import type { Ink } from "./ink.js";

const SIDE = 28;
/** The digit itself fills a box of this side, as in MNIST. */
const BOX = 20;
const PEN = 2.3;
/** Pixels are averaged over this many drawn ones a side. */
const FINE = 4;

/** A drawing as MNIST would hold it: fitted into 20 × 20 pixels, its centre of mass in the middle of 28 × 28; `[784]` in [0, 1]. */
export function rasterise(ink: Ink): Float32Array {
  const points = ink.flat();
  if (points.length === 0) return new Float32Array(SIDE * SIDE);
  const [left, right] = extent(points.map(([x]) => x));
  const [top, bottom] = extent(points.map(([, y]) => y));
  const scale = (BOX - PEN) / Math.max(8, right - left, bottom - top);
  const middle = { x: (left + right) / 2, y: (top + bottom) / 2 };
  const drawn = draw(ink, scale, middle, { x: SIDE / 2, y: SIDE / 2 });
  const mass = centreOfMass(drawn);
  return draw(ink, scale, middle, { x: SIDE - mass.x, y: SIDE - mass.y });
}

interface Place {
  readonly x: number;
  readonly y: number;
}

const extent = (values: readonly number[]) => [Math.min(...values), Math.max(...values)] as const;

function draw(ink: Ink, scale: number, from: Place, to: Place): Float32Array {
  const side = SIDE * FINE;
  const canvas = Object.assign(document.createElement("canvas"), { width: side, height: side });
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  Object.assign(context, { lineWidth: PEN * FINE, lineCap: "round", lineJoin: "round" });
  for (const stroke of ink) {
    context.beginPath();
    for (const [x, y] of [stroke[0]!, ...stroke])
      context.lineTo(FINE * (to.x + scale * (x - from.x)), FINE * (to.y + scale * (y - from.y)));
    context.stroke();
  }
  return averaged(context.getImageData(0, 0, side, side).data);
}

/** Mean opacity of each pixel's block. */
function averaged(rgba: Uint8ClampedArray): Float32Array {
  const pixels = new Float32Array(SIDE * SIDE);
  for (let i = 3; i < rgba.length; i += 4) {
    const at = (i - 3) / 4;
    const row = Math.floor(at / (SIDE * FINE * FINE));
    const column = Math.floor((at % (SIDE * FINE)) / FINE);
    pixels[row * SIDE + column]! += rgba[i]! / (255 * FINE * FINE);
  }
  return pixels;
}

function centreOfMass(pixels: Float32Array): Place {
  let [mass, x, y] = [0, 0, 0];
  pixels.forEach((value, i) => {
    mass += value;
    x += value * ((i % SIDE) + 0.5);
    y += value * (Math.floor(i / SIDE) + 0.5);
  });
  return { x: x / mass, y: y / mass };
}
