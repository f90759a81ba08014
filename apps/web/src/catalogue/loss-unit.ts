/** Losses that are means of logarithms of probabilities. Others are squares, margins or kernels, and those of plugins may be anything. */
const inNats = new Set([
  "clip",
  "conditional",
  "dcl",
  "info-nce",
  "joint",
  "learned-normalisers",
  "multi-positive",
  "n-pair",
  "nt-xent",
  "siglip",
]);

/** What the axis of a loss is called: with its unit where it has one. */
export const lossLabel = (loss: string): string => (inNats.has(loss) ? "loss, nats" : "loss");
