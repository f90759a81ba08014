import { cpus, totalmem } from "node:os";

export function describeMachine() {
  const processors = cpus();
  return {
    processor: processors[0]?.model ?? "unknown",
    processors: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
  };
}

const vectors = {
  plain: "128-bit vectors",
  relaxed: "128-bit vectors with fused multiply-add",
  wide: "256-bit vectors with fused multiply-add",
};

/** The report as Markdown. */
export function table({ machine, rows }) {
  const { processor, processors, memoryGiB, platform, node, simd } = machine;
  const head = ["work", "threads", "ours", "peer", "time of the peer", "ratio", "target", "peak memory"];
  const lines = rows.map(({ name, threads, ours, peer, peerName, ratio, target, memoryMB }) => {
    const verdict = ratio === null || target === null ? "" : ratio <= target ? "" : " (missed)";
    const cells = [name, threads, time(ours), peerName ?? "none", time(peer)];
    return [
      ...cells,
      ratio === null ? "" : ratio < 0.01 ? ratio.toPrecision(1) : ratio.toFixed(2),
      `${target ?? ""}${verdict}`,
      memoryMB ? `${memoryMB} MB` : "",
    ];
  });
  return [
    "# Measurements",
    "",
    `${processor}, ${processors} processors, ${memoryGiB} GiB, ${platform}, Node ${node}, ${vectors[simd]}.`,
    "Medians of interleaved runs, equal threads on both sides (OMP_NUM_THREADS and its like). Ratio: our time to the",
    "peer's, below 1 we are faster. Written by `npm run bench -- --save`.",
    "",
    ...[head, head.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`),
    "",
  ].join("\n");
}

function time(ms) {
  if (ms === null) return "";
  if (ms >= 1000) return `${(ms / 1000).toFixed(2)} s`;
  return `${ms >= 10 ? ms.toFixed(1) : ms.toFixed(3)} ms`;
}
