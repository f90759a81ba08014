import { useMemo } from "react";
import { appBase } from "../engine/app-base.js";
import { startEngine } from "../engine/client.js";
import type { TestImage } from "../engine/mnist/mnist.js";
import { useLatest } from "../engine/use-latest.js";
import { inkField } from "./ink.js";
import { rasterise } from "./rasterise.js";
import type { MnistSettings } from "./settings.js";

/** The digit to be classified. */
export interface Digit {
  /** `[784]` in [0, 1]; absent while the test images load. */
  readonly pixels?: Float32Array;
  /** The test image, unless something was drawn. */
  readonly image?: TestImage;
  readonly failure?: string;
}

/** What was drawn, or else the chosen test image. */
export function useDigit({ ink, image }: Pick<MnistSettings, "ink" | "image">): Digit {
  const found = useLatest(String(image), async () => (await startEngine().testImages(appBase(), [image]))[0]!);
  const written = inkField.write(ink);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text stands for the strokes
  const drawn = useMemo(() => (written === "" ? undefined : rasterise(ink)), [written]);
  const levels = useMemo(
    () => found.value && Float32Array.from(found.value.pixels, (level) => level / 255),
    [found.value],
  );
  if (drawn) return { pixels: drawn };
  return { pixels: levels, image: found.value, failure: found.failure };
}
