// Compiles the kernels in four variants (plain or relaxed SIMD, own or shared memory) into dist/binaries.js as base64.
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const root = new URL("..", import.meta.url);
const common = "-O3 --noAssert --runtime stub --importMemory --initialMemory 1 --enable simd --outFile kernels.wasm";
const variants = {
  plain: "",
  relaxed: "--enable relaxed-simd",
  plainShared: "--enable threads --sharedMemory --maximumMemory 65536",
  relaxedShared: "--enable relaxed-simd --enable threads --sharedMemory --maximumMemory 65536",
};

async function compile(name) {
  let bytes;
  const { error, stderr } = await asc.main(
    ["assembly/index.ts", "--baseDir", fileURLToPath(root), ...`${common} ${variants[name]}`.trim().split(" ")],
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

const lines = [];
for (const name of Object.keys(variants)) lines.push(await compile(name));
mkdirSync(new URL("dist/", root), { recursive: true });
writeFileSync(new URL("dist/binaries.js", root), lines.join(""));
