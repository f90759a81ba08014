import type { DecodedImage } from "./decoded-image.js";

/** An image of another size, in [0, 1]: each new pixel is the mean of the area it covers. */
export function resizeImage(image: DecodedImage, height: number, width: number): DecodedImage {
  if (image.height === height && image.width === width) return image;
  const [rows, columns] = [shares(image.height, height), shares(image.width, width)];
  const { channels, largest } = image;
  const data = new Float32Array(height * width * channels);
  rows.forEach((covered, y) => {
    columns.forEach((across, x) => {
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (const [row, tall] of covered)
          for (const [column, wide] of across)
            sum += tall * wide * image.data[(row * image.width + column) * channels + c]!;
        data[(y * width + x) * channels + c] = sum / largest;
      }
    });
  });
  return { height, width, channels, data, largest: 1 };
}

/** For each of `to` new pixels the old ones it covers, with their shares of it. */
function shares(from: number, to: number): [index: number, share: number][][] {
  return Array.from({ length: to }, (_, i) => {
    const [start, end] = [(i * from) / to, ((i + 1) * from) / to];
    const first = Math.floor(start);
    const last = Math.min(from, Math.ceil(end - 1e-9));
    return Array.from({ length: last - first }, (__, j) => {
      const index = first + j;
      const overlap = Math.min(end, index + 1) - Math.max(start, index);
      return [index, overlap / (end - start)];
    });
  });
}
