import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { refusal } from "@crosstilt/core";
import { runCommand } from "./command.js";

/** A C library of TensorFlow with its headers. */
export interface Libtensorflow {
  readonly include: string;
  readonly libraries: readonly string[];
}

/**
 * The wheel whose C library is used: the last release that keeps quiet and runs on systems with glibc 2.17. It is
 * unpacked, never imported, so the Python it was built for does not matter.
 */
export const WHEEL = {
  requirement: "tensorflow-cpu==2.16.2",
  megabytes: 214,
  sha256: "c855cb6bf05d32dd5928086b03a5f6b4189b63c22b95e017703cbee4291023ca",
  target: [
    "--python-version",
    "3.11",
    "--implementation",
    "cp",
    "--abi",
    "cp311",
    "--platform",
    "manylinux2014_x86_64",
  ],
} as const;

/** Where distributions of TensorFlow keep the library: its C archive in `lib`, its Python package at the top. */
const libraryNames = ["libtensorflow.so", "libtensorflow.so.2", "libtensorflow_cc.so", "libtensorflow_cc.so.2"];
const frameworkNames = ["libtensorflow_framework.so", "libtensorflow_framework.so.2"];
const headers = ["tensorflow/c/c_api.h", "tensorflow/c/eager/c_api.h", "tensorflow/core/platform/ctstring_internal.h"];

/**
 * Finds library and headers in an unpacked libtensorflow archive or an installed Python package `tensorflow`.
 *
 * @throws when one is missing; the error names it.
 */
export function findLibtensorflow(folder: string): Libtensorflow {
  const root = resolve(folder);
  const include = join(root, "include");
  const libraries = [libraryNames, frameworkNames].map((names) => findLibrary(root, names));
  for (const header of headers) if (!existsSync(join(include, header))) throw lacking(root, `include/${header}`);
  return { include, libraries };
}

function findLibrary(root: string, names: readonly string[]): string {
  const paths = names.flatMap((name) => [join(root, "lib", name), join(root, name)]);
  const found = paths.find(existsSync);
  if (!found) throw lacking(root, `lib/${names[0]} or ${names.at(-1)}`);
  return found;
}

const lacking = (root: string, file: string) =>
  refusal({
    argument: "libtensorflow",
    expected: `${file} in ${root}`,
    received: "no such file",
    remedy: "Give the folder of an unpacked libtensorflow archive or of an installed Python package tensorflow",
  });

/** Gets the wheel by the user's pip, which checks its SHA-256, and leaves library and headers in `folder`. */
export async function fetchLibtensorflow(pip: readonly string[], workspace: string, folder: string): Promise<void> {
  const [requirements, unpacked] = [join(workspace, "requirements.txt"), join(workspace, "wheel")];
  await rm(unpacked, { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
  await writeFile(requirements, `${WHEEL.requirement} --hash=sha256:${WHEEL.sha256}\n`);
  const what = ["--require-hashes", "--requirement", requirements, "--no-deps", "--only-binary=:all:", ...WHEEL.target];
  const how = ["--no-compile", "--progress-bar", "off", "--target", unpacked];
  await runCommand("libtensorflow from PyPI", [...pip, "install", ...what, ...how], workspace);
  await keepLibraryAndHeaders(join(unpacked, "tensorflow"), folder);
  await rm(unpacked, { recursive: true });
}

async function keepLibraryAndHeaders(from: string, folder: string): Promise<void> {
  const { libraries } = findLibtensorflow(from);
  await mkdir(join(folder, "lib"), { recursive: true });
  for (const library of libraries) await rename(library, join(folder, "lib", basename(library)));
  await rename(join(from, "include"), join(folder, "include"));
}
