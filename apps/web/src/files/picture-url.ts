import type { Picture } from "@crosstilt/labs/files";

const known = new WeakMap<Picture, string>();

/** A picture as the address of a PNG. */
export function pictureUrl(picture: Picture): string {
  const url = known.get(picture) ?? drawn(picture);
  known.set(picture, url);
  return url;
}

function drawn({ width, height, channels, levels }: Picture): string {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d")!;
  const image = context.createImageData(width, height);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const colour = levels.subarray(pixel * channels, (pixel + 1) * channels);
    const [red, green = red, blue = red] = colour as unknown as [number, number?, number?];
    image.data.set([red, green, blue, 255], 4 * pixel);
  }
  context.putImageData(image, 0, 0);
  return canvas.toDataURL();
}
