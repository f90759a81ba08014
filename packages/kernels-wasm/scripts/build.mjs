// Compiles the kernels for each kind of arithmetic and memory, as base64 into dist/binaries.js and dist/wide-binaries.js.
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const root = new URL("..", import.meta.url);
const common = "-O3 --noAssert --runtime stub --importMemory --initialMemory 1 --enable simd --outFile kernels.wasm";
const shared = "--enable threads --sharedMemory --maximumMemory 65536";
const relaxed = "--enable relaxed-simd";
/** By file and name. */
const variants = {
  binaries: {
    plain: "--use WIDE=0",
    relaxed: `--use WIDE=0 ${relaxed}`,
    plainShared: `--use WIDE=0 ${shared}`,
    relaxedShared: `--use WIDE=0 ${relaxed} ${shared}`,
  },
  "wide-binaries": {
    wide: `--use WIDE=1 ${relaxed}`,
    wideShared: `--use WIDE=1 ${relaxed} ${shared}`,
  },
};

async function compile(name, flags) {
  let bytes;
  const { error, stderr } = await asc.main(
    ["assembly/index.ts", "--baseDir", fileURLToPath(root), ...`${common} ${flags}`.split(" ")],
    { writeFile: (_file, content) => (bytes = content) },
  );
  if (error) throw new Error(`${name}: ${error.message}\n${stderr.toString()}`);
  refuseData(name, bytes);
  return `export const ${name} = "${Buffer.from(bytes).toString("base64")}";\n`;
}

/** The kernels live in somebody else's heap: a data segment would overwrite it. */
function refuseData(name, bytes) {
  if (sections(bytes).includes(11)) throw new Error(`${name}: has static data; keep constants in code`);
}

function sections(bytes) {
  const ids = [];
  for (let at = 8; at < bytes.length; ) {
    ids.push(bytes[at++]);
    let size = 0;
    let shift = 0;
    let byte;
    do {
      byte = bytes[at++];
      size |= (byte & 127) << shift;
      shift += 7;
    } while (byte & 128);
    at += size;
  }
  return ids;
}

mkdirSync(new URL("dist/", root), { recursive: true });
for (const [file, binaries] of Object.entries(variants)) {
  const lines = [];
  for (const [name, flags] of Object.entries(binaries)) lines.push(await compile(name, flags));
  writeFileSync(new URL(`dist/${file}.js`, root), lines.join(""));
}
