import { refusal } from "@crosstilt/core";
import { type ImagePairs, imagePairs, labelledImages } from "@crosstilt/dataset-mnist/idx";

/** The parts that the app carries: 10 000 images each. */
type PartName = "train" | "test";

const loaded = new Map<string, Promise<ImagePairs>>();

/** The images and labels of a part, fetched once from beside the app at `base`. */
export function mnistImages(base: string, part: PartName): Promise<ImagePairs> {
  const known = loaded.get(part);
  if (known !== undefined) return known;
  const images = fetchImages(base, part);
  loaded.set(part, images);
  images.catch(() => loaded.delete(part));
  return images;
}

async function fetchImages(base: string, part: PartName): Promise<ImagePairs> {
  const [images, labels] = await Promise.all(
    ["images", "labels"].map((kind) => unpacked(new URL(`mnist/${part}-${kind}.bin`, base).href)),
  );
  return imagePairs(labelledImages(images!, labels!));
}

async function unpacked(name: string): Promise<{ name: string; bytes: Uint8Array }> {
  const response = await fetched(name);
  const stream = response.body!.pipeThrough(new DecompressionStream("gzip"));
  return { name, bytes: new Uint8Array(await new Response(stream).arrayBuffer()) };
}

/** A file of the app; refuses one that cannot be had, with its address. */
export async function fetched(address: string): Promise<Response> {
  const received = await fetch(address).then(
    (response) => (response.ok ? response : `status ${response.status}`),
    (error: Error) => error.message,
  );
  if (typeof received !== "string") return received;
  throw refusal({
    argument: address,
    expected: "a file of this app",
    received,
    remedy: "Reload the page, or build the app again",
  });
}
