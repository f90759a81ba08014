import { mkdirSync, statfsSync } from "node:fs";
import { dirname } from "node:path";
import { firstThatRuns } from "./command.js";
import { findLibtensorflow } from "./libtensorflow.js";

/** The programs an installation runs. */
export interface Tools {
  readonly npm: readonly string[];
  readonly compiler: readonly string[];
  /** Needed only where the library comes from PyPI. */
  readonly pip: readonly string[];
}

export interface Requirements {
  readonly tools: Tools;
  /** One sentence for each thing that is missing. */
  readonly missing: readonly string[];
}

/** A wheel, what is unpacked from it, and the npm packages, at the same time. */
const BYTES = { fromPyPI: 2.5e9, fromFolder: 2e8 };

const searched = {
  npm: [["npm"]],
  compiler: [["c++"], ["g++"], ["clang++"]],
  pip: [["python3", "-m", "pip"], ["python", "-m", "pip"], ["pip3"], ["pip"]],
};

/** Looks for everything an installation needs before it touches anything. */
export async function findRequirements(folder: string, libtensorflow?: string): Promise<Requirements> {
  const own = process.env.CXX?.split(" ").filter(Boolean);
  const npm = await firstThatRuns(searched.npm);
  const compiler = await firstThatRuns([...(own?.length ? [own] : []), ...searched.compiler]);
  const pip = libtensorflow ? [] : await firstThatRuns(searched.pip);
  const missing = [
    platformProblem(libtensorflow),
    npm ? null : "npm is not on the PATH: it comes with Node, put its folder on the PATH.",
    compiler ? null : "There is no C++ compiler: install g++ (Debian: apt-get install g++) or name yours in CXX.",
    pip ? null : "There is no pip to fetch libtensorflow from PyPI: install it, or give --libtensorflow DIR.",
    libtensorflow ? folderProblem(libtensorflow) : null,
    spaceProblem(folder, libtensorflow ? BYTES.fromFolder : BYTES.fromPyPI),
  ].filter((sentence) => sentence !== null);
  return { tools: { npm: npm ?? [], compiler: compiler ?? [], pip: pip ?? [] }, missing };
}

function platformProblem(libtensorflow?: string): string | null {
  const { platform, arch } = process;
  if (platform !== "linux")
    return `The addon is built on Linux only, this is ${platform}: run npm install @tensorflow/tfjs-node in your project, or use wasm.`;
  if (arch !== "x64" && !libtensorflow)
    return `PyPI's libtensorflow is fetched for linux x64 only, this is ${arch}: give your own with --libtensorflow DIR.`;
  return null;
}

function folderProblem(libtensorflow: string): string | null {
  try {
    findLibtensorflow(libtensorflow);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

function spaceProblem(folder: string, needed: number): string | null {
  const parent = dirname(folder);
  try {
    mkdirSync(parent, { recursive: true });
    const { bavail, bsize } = statfsSync(parent);
    if (bavail * bsize >= needed) return null;
    return `${parent} has ${gigabytes(bavail * bsize)} free, ${gigabytes(needed)} are needed: make room, or give --into DIR.`;
  } catch (error) {
    return `${parent} cannot be written (${(error as Error).message}): give another folder with --into DIR.`;
  }
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
