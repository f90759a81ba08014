import { availableParallelism, cpus, freemem, totalmem } from "node:os";
import {
  type BackendName,
  type BackendReport,
  backendNames,
  tensorVersion,
  useBackend,
  useBestBackend,
} from "@crosstilt/backends";
import { demand } from "@crosstilt/core";
import { tryEngine } from "@crosstilt/kernels-wasm/node";
import { Command } from "commander";
import { describeBackend } from "../backend.js";
import { type NativeFlags, runInstallNative } from "../install-native.js";
import { adviceOnNode, describeNode } from "../node-version.js";
import { print } from "../output.js";

interface BackendStatus {
  readonly name: BackendName;
  readonly works: boolean;
  readonly detail: string;
  /** Why its vectors are no wider. */
  readonly limit?: string;
}

/** `crosstilt doctor`: what works on this machine, what is missing, and how to get it. */
export function doctorCommand(): Command {
  return new Command("doctor")
    .description("Say what works on this machine (Node, backends, threads), what is missing and how to get it.")
    .option("--install-native", "install tfjs-node for the backend node: npm's packages built against libtensorflow")
    .option("--libtensorflow <folder>", "your libtensorflow, or Python package tensorflow (default: PyPI's, by pip)")
    .option("--into <folder>", "where to install (default: the user's cache folder)")
    .option("--json", "print one JSON object on stdout")
    .action(async (flags: NativeFlags) => {
      if (flags.installNative) return runInstallNative(flags);
      demandInstallation(flags);
      const { json } = flags;
      // First: what it admits, the backends use.
      const trial = await tryEngine();
      const backends: BackendStatus[] = [];
      for (const name of backendNames) backends.push(await tryBackend(name));
      const chosen = await useBestBackend();
      const machine = describeMachine();
      const lines = reportLines(machine, backends, chosen);
      if (trial) lines.push(`Just now ${trial.reason}.`);
      print(json, { ...machine, backends, chosen, trial }, lines);
    });
}

function demandInstallation({ libtensorflow, into }: NativeFlags): void {
  const argument = libtensorflow === undefined ? "--into" : "--libtensorflow";
  demand(libtensorflow === undefined && into === undefined, () => ({
    argument,
    expected: "--install-native beside it",
    received: "none",
  }));
}

async function tryBackend(name: BackendName): Promise<BackendStatus> {
  try {
    const { why, limit } = await useBackend(name);
    return { name, works: true, detail: why, limit };
  } catch (error) {
    return { name, works: false, detail: (error as Error).message };
  }
}

function describeMachine() {
  return {
    ...describeNode(),
    platform: `${process.platform} ${process.arch}`,
    processor: cpus()[0]?.model ?? "unknown",
    threads: availableParallelism(),
    memoryGiB: { total: totalmem() / 2 ** 30, free: freemem() / 2 ** 30 },
    tfjs: tensorVersion(),
  };
}

function reportLines(
  machine: ReturnType<typeof describeMachine>,
  backends: readonly BackendStatus[],
  chosen: BackendReport,
): string[] {
  const { node, platform, processor, threads, memoryGiB, tfjs } = machine;
  return [
    `Node ${node} on ${platform}; ${adviceOnNode()}`,
    `${processor}, ${threads} threads, ${memoryGiB.free.toFixed(1)} of ${memoryGiB.total.toFixed(1)} GiB free`,
    `tfjs ${tfjs}`,
    "",
    ...backends.map(({ name, works, detail, limit }) => {
      const narrow = limit ? `; no wider ones, since ${limit}` : "";
      return `${works ? "ok     " : "missing"} ${name.padEnd(7)} ${detail}${narrow}`;
    }),
    "",
    `Default backend: ${describeBackend(chosen)}.`,
  ];
}
