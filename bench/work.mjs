import { gaussianPairs } from "./pairs.mjs";

// What is timed. `target` is the largest ratio of our time to the peer's that we want, by peer.

const statistics = (n, d, target, more = {}) => ({
  name: `statistics value and gradient, N = ${n}, d = ${d}`,
  kind: "statistics",
  size: { n, d },
  peers: ["torch_autograd", "torch_derived", "jax_peer"],
  target: { torch_autograd: target[0], torch_derived: target[1] },
  repetitions: n > 4096 ? 5 : n > 512 ? 7 : 25,
  ...more,
});

const transformer = (size) => ({
  name: `transformer step (${size.tokens} tokens, width ${size.width}, ${size.heads} heads, ${size.blocks} blocks, batch ${size.batch})`,
  kind: "transformer",
  size,
  peers: ["torch_autograd"],
  target: { torch_autograd: 1.0 },
  repetitions: size.tokens > 100 ? 7 : 15,
});

/** Sizes whose N × N matrices a peer cannot hold; ours needs none. */
const alone = { peers: [], target: {}, repetitions: 3 };

export const work = [
  statistics(512, 10, [0.7, 1.5]),
  statistics(512, 64, [0.7, 1.5]),
  statistics(4096, 64, [0.35, 1.0]),
  statistics(4096, 128, [0.6, 1.7]),
  statistics(8192, 128, [0.6, 1.7]),
  statistics(32_768, 64, [], { ...alone, onlyAllThreads: true }),
  statistics(65_536, 64, [], { ...alone, onlyAllThreads: true, full: true, repetitions: 1 }),
  {
    name: "LeNet epoch (60 000 images, batch 512)",
    kind: "leNet",
    size: { batch: 512, steps: 60_000 / 512 },
    peers: ["torch_autograd"],
    target: { torch_autograd: 1.0 },
    repetitions: 30,
  },
  transformer({ tokens: 50, width: 64, heads: 4, blocks: 4, hidden: 256, dimension: 98, batch: 128 }),
  transformer({ tokens: 250, width: 128, heads: 4, blocks: 6, hidden: 512, dimension: 98, batch: 32 }),
  ...[61_706, 1_000_000].map((parameters) => ({
    name: `Adam step, ${parameters} parameters`,
    kind: "adam",
    size: { parameters },
    peers: ["torch_autograd", "torch_derived"],
    target: { torch_autograd: 0.5 },
    repetitions: 50,
  })),
  {
    name: "exact top 10 of 1 000 000 × 64, 10 queries",
    kind: "topK",
    size: { rows: 1_000_000, d: 64, queries: 10, k: 10 },
    peers: ["numpy_peer", "sklearn_peer"],
    target: {},
    repetitions: 5,
  },
  {
    name: "Gaussian closed form, 64 + 64 dimensions",
    kind: "gaussian",
    size: { d: 64 },
    peers: ["numpy_peer"],
    target: {},
    repetitions: 7,
    onlyOneThread: true,
  },
  {
    name: "linear encoders from 10 000 samples of the Gaussian process, 12 + 5 dimensions",
    kind: "gaussianFit",
    size: { rank: 5, batch: 512, steps: 500 * Math.floor(10_000 / 512) },
    data: () => gaussianPairs(10_000),
    peers: ["torch_autograd", "sklearn_peer"],
    target: {},
    repetitions: 7,
    onlyOneThread: true,
  },
  {
    name: "cold start of the command line (--version)",
    kind: "coldStart",
    size: {},
    peers: [],
    target: {},
    repetitions: 9,
    onlyOneThread: true,
  },
];
