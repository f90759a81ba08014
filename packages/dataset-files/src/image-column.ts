import { demand } from "@crosstilt/core";
import { decodeImage } from "./decode-image.js";
import type { DecodedImage } from "./decoded-image.js";
import { resizeImage } from "./resize-image.js";
import type { VectorColumn } from "./table.js";

/** An image as a file holds it. */
export interface EncodedImage {
  /** What errors call it. */
  readonly place: string;
  bytes(): Uint8Array | Promise<Uint8Array>;
}

/**
 * Images as a column `[height, width, channels]` in [0, 1], of one channel when all are gray; null is a missing one. Refuses
 * images of different sizes unless one is given.
 */
export async function imageColumn(
  name: string,
  encoded: readonly (EncodedImage | null)[],
  imageSize: readonly number[] | undefined,
): Promise<VectorColumn> {
  const images: (DecodedImage | null)[] = [];
  let first: { readonly image: DecodedImage; readonly place: string } | undefined;
  for (const one of encoded) {
    if (!one) {
      images.push(null);
      continue;
    }
    const decoded = await decodeImage(await one.bytes(), one.place);
    const image = imageSize ? resizeImage(decoded, ...sizeOf(imageSize)) : decoded;
    first ??= { image, place: one.place };
    demandSize(one.place, image, first.image, first.place);
    images.push(image);
  }
  demand(first !== undefined, () => ({ argument: name, expected: "at least one image", received: "none" }));
  const { height, width } = first.image;
  const channels = images.every((image) => !image || image.channels === 1) ? 1 : 3;
  const size = height * width * channels;
  const values = new Float32Array(images.length * size);
  images.forEach((image, row) => {
    let at = row * size;
    if (image) for (const level of levels(image, channels)) values[at++] = level;
  });
  const missing = new Map(images.flatMap((image, row) => (image ? [] : [[row, "no image"] as const])));
  return { name, kind: "vector", values, shape: [height, width, channels], missing };
}

/** The pixels in [0, 1], gray as RGB where others have colours. */
function* levels({ data, channels, largest }: DecodedImage, wanted: 1 | 3): Generator<number> {
  const times = channels === wanted ? 1 : 3;
  for (let i = 0; i < data.length; i++) for (let c = 0; c < times; c++) yield data[i]! / largest;
}

function sizeOf(size: readonly number[]): [height: number, width: number] {
  const [height, width = height] = size;
  demand(
    size.length <= 2 && [height, width].every((side) => Number.isInteger(side) && side! > 0 && side! <= 4096),
    () => ({
      argument: "imageSize",
      expected: "one or two integers from 1 to 4096: height and width",
      received: `[${size}]`,
    }),
  );
  return [height!, width!];
}

function demandSize(place: string, image: DecodedImage, first: DecodedImage, firstPlace: string): void {
  demand(image.height === first.height && image.width === first.width, () => ({
    argument: place,
    expected: `${first.height} x ${first.width} pixels, as in ${firstPlace}`,
    received: `${image.height} x ${image.width}`,
    remedy: "Give a common size: imageSize: [height, width]",
  }));
}
