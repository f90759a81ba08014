import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { demand, refusal } from "@crosstilt/core";
import type { DataType, Array as ZarrArray } from "zarrita";
import type { Attribute } from "./netcdf-values.js";
import type { RaggedFile, RaggedVariable } from "./ragged-file.js";

/** The arrays of a Zarr group on disk, version 2 or 3, by the optional package zarrita; only what is asked for is unpacked. */
export async function openZarr(path: string): Promise<RaggedFile> {
  const zarr = await import("zarrita").catch(() => {
    throw refusal({
      argument: path,
      expected: "the package zarrita, which reads Zarr",
      received: "none",
      remedy: "Run: npm install zarrita",
    });
  });
  const group = zarr.root(storeAt(path));
  const variables = new Map<string, RaggedVariable>();
  for (const name of await arraysIn(path)) {
    const argument = `${path}, variable ${name}`;
    // What cannot be read is told when it is asked for.
    const variable = await zarr.open(group.resolve(name), { kind: "array" }).then(
      (array) => variableOf(argument, array),
      (error: unknown) => unreadable(argument, error),
    );
    variables.set(name, variable);
  }
  return { variables, close() {} };
}

/** The files that describe an array. */
const DESCRIPTIONS = [".zarray", "zarr.json"];

/** The folders in a group that are arrays, also where what describes them is damaged. */
async function arraysIn(path: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of (await readdir(path)).sort()) {
    const texts = await Promise.all(DESCRIPTIONS.map((file) => contentOf(path, `${name}/${file}`)));
    const text = new TextDecoder().decode(texts.find((one) => one !== undefined));
    if (texts.some((one) => one !== undefined) && !/"node_type"\s*:\s*"group"/.test(text)) found.push(name);
  }
  return found;
}

/** The files of a group as the library asks for them. */
function storeAt(path: string) {
  const bloscIn = new Set<string>();
  return {
    async get(key: string): Promise<Uint8Array | undefined> {
      const bytes = await contentOf(path, key);
      const [, folder = "", rest = ""] = key.split(/^\/([^/]+)\//);
      if (bytes === undefined || rest === ".zattrs") return bytes;
      if (!DESCRIPTIONS.includes(rest)) {
        if (bloscIn.has(folder)) demandWholeBlosc(join(path, key), bytes);
        return bytes;
      }
      const metadata = JSON.parse(new TextDecoder().decode(bytes));
      if (usesBlosc(metadata)) bloscIn.add(folder);
      return withTextType(bytes, metadata);
    },
  };
}

async function contentOf(path: string, key: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(join(path, key));
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "EISDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
}

/** What describes an array, in version 2 or 3. */
interface Description {
  readonly compressor?: { readonly id?: string } | null;
  readonly codecs?: readonly { readonly name?: string }[];
  readonly data_type?: { readonly name?: string; readonly configuration?: { readonly length_bytes: number } };
}

const usesBlosc = ({ compressor, codecs }: Description): boolean =>
  compressor?.id === "blosc" || (codecs ?? []).some(({ name }) => name === "blosc");

/** Bytes of Blosc's header, and where in it the number of all bytes stands. */
const [BLOSC_HEADER, BLOSC_SIZE] = [16, 12];

/** Of bytes that are cut off, the library of Blosc makes other numbers. */
function demandWholeBlosc(argument: string, bytes: Uint8Array): void {
  const size =
    bytes.length < BLOSC_HEADER
      ? BLOSC_HEADER
      : new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(BLOSC_SIZE, true);
  demand(bytes.length === size, () => ({
    argument,
    expected: `a chunk of ${size} bytes, as it says itself`,
    received: String(bytes.length),
    remedy: "It is damaged or cut off; copy it again",
  }));
}

/** Text of a fixed length in version 3, which the library knows by its name in version 2 alone. */
function withTextType(bytes: Uint8Array, description: Description): Uint8Array {
  const { name, configuration } = description.data_type ?? {};
  if (name !== "fixed_length_utf32" || !configuration) return bytes;
  return new TextEncoder().encode(
    JSON.stringify({ ...description, data_type: `v2:U${configuration.length_bytes / 4}` }),
  );
}

function variableOf(argument: string, array: ZarrArray<DataType>): RaggedVariable {
  return {
    shape: array.shape,
    attribute: (name) => (name === "_FillValue" ? fillOf(array) : attributeOf(array.attrs[name])),
    async values(start, end) {
      const values = new Float64Array(end - start);
      for await (const { entries, at } of partsOf(argument, array, start, end))
        values.set(Float64Array.from(entries as ArrayLike<number>, Number), at);
      return values;
    },
    async words() {
      const words: string[] = [];
      for await (const { entries } of partsOf(argument, array, 0, array.shape[0]!))
        for (const entry of Array.from(entries, String)) words.push(entry);
      return words;
    },
  };
}

/** Entries of a one-dimensional array chunk by chunk, and their place from `start` on. Refuses chunks of another length than they must have. */
async function* partsOf(argument: string, array: ZarrArray<DataType>, start: number, end: number) {
  const size = array.chunks[0]!;
  for (let chunk = Math.floor(start / size); chunk * size < end; chunk++) {
    const data = (await array.getChunk([chunk])).data as ArrayLike<unknown> & Iterable<unknown>;
    demand(data.length === size, () => ({
      argument: `${argument}, chunk ${chunk}`,
      expected: `${size} entries`,
      received: String(data.length),
      remedy: "It is damaged or cut off; copy it again",
    }));
    const [from, to] = [Math.max(start, chunk * size), Math.min(end, (chunk + 1) * size)];
    // Texts are no typed array and cannot be sliced.
    const all = ArrayBuffer.isView(data) ? (data as unknown as Float64Array) : [...data];
    const entries: ArrayLike<unknown> = all.slice(from - chunk * size, to - chunk * size);
    yield { entries, at: from - start };
  }
}

/** A variable that refuses any use of it. */
function unreadable(argument: string, error: unknown): RaggedVariable {
  const refuse = (): never => {
    throw refusal({
      argument,
      expected: "an array of numbers or text",
      received: `one that cannot be read (${(error as Error).message})`,
    });
  };
  return {
    get shape() {
      return refuse();
    },
    attribute: () => undefined,
    values: refuse,
    words: refuse,
  };
}

function attributeOf(value: unknown): Attribute | undefined {
  if (typeof value === "string" || typeof value === "number") return value;
  return Array.isArray(value) ? value.map(Number) : undefined;
}

/**
 * The number that stands for a missing one: the attribute, which xarray writes for floats as the Base64 of 8 bytes, or what version 2
 * fills arrays with. Zero is what Zarr fills with unless told, and so means nothing.
 */
function fillOf({ attrs, fillValue }: ZarrArray<DataType>): number | undefined {
  const said = attrs._FillValue;
  if (typeof said === "string") {
    const bytes = Uint8Array.from(atob(said), (character) => character.charCodeAt(0));
    return bytes.length === 8 ? new DataView(bytes.buffer).getFloat64(0, true) : undefined;
  }
  if (typeof said === "number") return said;
  const filled = Number(fillValue ?? 0);
  return filled === 0 || Number.isNaN(filled) ? undefined : filled;
}
