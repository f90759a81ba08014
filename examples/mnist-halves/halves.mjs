// Cuts the digits of MNIST in two: u is the upper half, v the lower half, both [14, 28] raw pixels in [0, 1].
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { loadMnist } from "@crosstilt/dataset-mnist";
import { writeNpy } from "@crosstilt/formats/node";

const [ROWS, COLUMNS] = [14, 28];
const HALF = ROWS * COLUMNS;

/** One half of the first digits as `[count, 14, 28]`. */
function half({ images }, count, which) {
  const data = new Float32Array(count * HALF);
  for (let i = 0; i < count; i++)
    for (let j = 0; j < HALF; j++) data[i * HALF + j] = images[i * 2 * HALF + (which === "upper" ? 0 : HALF) + j] / 255;
  return { shape: [count, ROWS, COLUMNS], data };
}

/** Writes `train-upper.npy`, `train-lower.npy`, `test-upper.npy` and `test-lower.npy`; returns their arrays by name. */
export async function writeHalves(folder, { train, test }) {
  const splits = await loadMnist();
  await mkdir(folder, { recursive: true });
  const arrays = {};
  for (const [name, count] of Object.entries({ train, test })) {
    for (const which of ["upper", "lower"]) {
      const array = half(splits[name].raw, Math.min(count, splits[name].length), which);
      arrays[`${name}-${which}`] = array;
      await writeNpy(join(folder, `${name}-${which}.npy`), array);
    }
  }
  return arrays;
}
