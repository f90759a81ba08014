import { demandArray, demandShape, type NamedArrays, type NumericArray, sizeOf } from "./array.js";
import { bytesOf, decodeElements, type ElementType, encodeElements } from "./elements.js";
import { demand, refusal } from "./refusal.js";

/** The format's own limit, which keeps a damaged length from asking for gigabytes of JSON. */
const MAXIMUM_HEADER = 100_000_000;

const typeOfName: Readonly<Record<string, ElementType>> = {
  BOOL: "bool",
  I8: "int8",
  U8: "uint8",
  I16: "int16",
  U16: "uint16",
  I32: "int32",
  U32: "uint32",
  I64: "int64",
  U64: "uint64",
  F16: "float16",
  BF16: "bfloat16",
  F32: "float32",
  F64: "float64",
};
const nameOfType = Object.fromEntries(Object.entries(typeOfName).map(([name, type]) => [type, name]));

/** Named arrays and the words that go with them. */
export interface Safetensors {
  readonly tensors: Readonly<Record<string, NumericArray>>;
  readonly metadata?: Readonly<Record<string, string>>;
}

interface Entry {
  readonly name: string;
  /** Undefined for types that are not numbers of ours. */
  readonly dtype: ElementType | undefined;
  /** The type's name in the file. */
  readonly type: string;
  readonly shape: number[];
  readonly begin: number;
  readonly end: number;
}

/**
 * The arrays and metadata of a safetensors file; `source` names it in errors. Refuses truncated files, bad headers,
 * types other than bool, integers, F16, BF16, F32 and F64, sizes that do not fit the shapes, and entries that overlap,
 * leave gaps or end beyond the file.
 *
 * @example
 * const { tensors, metadata } = decodeSafetensors(bytes, "model.safetensors");
 */
export function decodeSafetensors(
  bytes: Uint8Array,
  source = "safetensors data",
): { tensors: Record<string, Required<NumericArray>>; metadata: Record<string, string> } {
  const { names, read, metadata } = openSafetensors(bytes, source);
  return { tensors: Object.fromEntries(names.map((name) => [name, read(name)])), metadata };
}

/** The arrays of a safetensors file, each decoded when it is asked for; others may be of any type. */
export function openSafetensors(bytes: Uint8Array, source = "safetensors data") {
  const { header, offset } = decodeHeader(bytes, source);
  const { __metadata__: metadata = {}, ...rest } = header;
  demandMetadata(metadata, source);
  const entries = Object.entries(rest).map(([name, value]) => readEntry(name, value, source));
  const content = bytes.subarray(offset);
  demandTiling(entries, content.length, source);
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  const sourceOf = (name: string) => `${source}, tensor "${name}"`;
  return {
    names: [...byName.keys()],
    metadata,
    sourceOf,
    read(name: string): Required<NumericArray> {
      const { dtype, type, shape, begin = 0, end = 0 } = byName.get(name) ?? {};
      demand(dtype !== undefined && shape !== undefined, () => ({
        argument: sourceOf(name),
        expected: `a dtype among ${Object.keys(typeOfName).join(", ")}`,
        received: type ?? "no tensor of this name",
      }));
      return { shape, data: decodeElements(dtype, content.subarray(begin, end)), dtype };
    },
  } satisfies NamedArrays & { metadata: Record<string, string> };
}

/**
 * A safetensors file of named arrays; equal input gives equal bytes.
 *
 * @example
 * const bytes = encodeSafetensors({ tensors: { w: { shape: [2], data: Float32Array.of(1, 2) } }, metadata: { epoch: "3" } });
 */
export function encodeSafetensors(content: Safetensors): Uint8Array {
  const pieces = safetensorsPieces(content);
  const bytes = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0));
  let position = 0;
  for (const piece of pieces) {
    bytes.set(piece, position);
    position += piece.length;
  }
  return bytes;
}

/** The file in pieces, header first; tensors that need no conversion share their memory. */
export function safetensorsPieces({ tensors, metadata = {} }: Safetensors): Uint8Array[] {
  demandMetadata(metadata, "metadata");
  const parts = Object.entries(tensors).map(([name, array]) => {
    const dtype = demandArray(`tensor "${name}"`, array);
    demand(name !== "__metadata__", () => ({ argument: "tensors", expected: "a free name", received: `"${name}"` }));
    return { name, dtype, shape: array.shape, content: encodeElements(dtype, array.data) };
  });
  // Wider elements first keeps every array aligned for readers that map the file into memory.
  parts.sort((a, b) => bytesOf(b.dtype) - bytesOf(a.dtype));
  let end = 0;
  const fields = parts.map(({ name, dtype, shape, content }) => {
    const begin = end;
    end += content.length;
    return [name, { dtype: nameOfType[dtype], shape, data_offsets: [begin, end] }] as const;
  });
  const named = Object.keys(metadata).length > 0 ? [["__metadata__", metadata] as const] : [];
  const header = encodeHeader(JSON.stringify(Object.fromEntries<unknown>([...named, ...fields])));
  return [header, ...parts.map(({ content }) => content)];
}

/** The length and the JSON, filled up with spaces to a multiple of 8 bytes. */
function encodeHeader(json: string): Uint8Array {
  const text = new TextEncoder().encode(json);
  const length = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + length).fill(0x20, 8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(text, 8);
  return bytes;
}

function decodeHeader(bytes: Uint8Array, source: string): { header: Record<string, unknown>; offset: number } {
  const whole = bytes.length >= 8;
  const length = whole ? Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true)) : 0;
  demand(whole && length <= MAXIMUM_HEADER && 8 + length <= bytes.length, () => ({
    argument: source,
    expected: whole ? `a safetensors header of ${length} bytes` : "at least the 8 bytes of a header length",
    received: `a file of ${bytes.length} bytes`,
    remedy: "The file is truncated or not safetensors; write it again",
  }));
  return { header: parseJson(bytes.subarray(8, 8 + length), source), offset: 8 + length };
}

function parseJson(bytes: Uint8Array, source: string): Record<string, unknown> {
  const complaint = (received: string) => ({
    argument: `${source}, header`,
    expected: "a JSON object",
    received,
    remedy: "The file is damaged or not safetensors; write it again",
  });
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw refusal(complaint((error as Error).message));
  }
  demand(isRecord(value), () => complaint(JSON.stringify(value).slice(0, 80)));
  const twice = repeatedKey(new TextDecoder().decode(bytes));
  demand(twice === undefined, () => complaint(`two entries of the name ${twice}`));
  return value;
}

/** A key that an object, given as valid JSON, has twice at its outermost level; JSON.parse keeps the last of them silently. */
function repeatedKey(json: string): string | undefined {
  const seen = new Set<string>();
  let depth = 0;
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"(?:\s*:)?|[{}[\]]/g)) {
    if (token === "{" || token === "[") depth += 1;
    else if (token === "}" || token === "]") depth -= 1;
    else if (depth === 1 && token.endsWith(":")) {
      const key = JSON.parse(token.slice(0, -1).trim()) as string;
      if (seen.has(key)) return JSON.stringify(key);
      seen.add(key);
    }
  }
  return undefined;
}

/** Bits an entry of types that are no numbers of ours takes; their places are checked like those of others. */
const bitsOfOther: Readonly<Record<string, number>> = {
  F4: 4,
  F6_E2M3: 6,
  F6_E3M2: 6,
  F8_E4M3: 8,
  F8_E5M2: 8,
  F8_E8M0: 8,
  F8_E4M3FNUZ: 8,
  F8_E5M2FNUZ: 8,
  C64: 64,
};

function readEntry(name: string, value: unknown, source: string): Entry {
  const argument = `${source}, tensor "${name}"`;
  const { dtype: type, shape, data_offsets: offsets } = isRecord(value) ? value : {};
  const dtype = typeof type === "string" && Object.hasOwn(typeOfName, type) ? typeOfName[type] : undefined;
  const bits = dtype ? 8 * bytesOf(dtype) : Object.hasOwn(bitsOfOther, String(type)) ? bitsOfOther[String(type)]! : 0;
  demand(typeof type === "string" && bits > 0, () => ({
    argument,
    expected: `a dtype among ${Object.keys(typeOfName).join(", ")}`,
    received: JSON.stringify(type) ?? "none",
  }));
  demandShape(argument, shape);
  const needed = Math.ceil((sizeOf(shape) * bits) / 8);
  demand(isRange(offsets) && offsets[1] - offsets[0] === needed, () => ({
    argument,
    expected: `data_offsets that span ${needed} bytes for shape [${shape}] of ${type}`,
    received: JSON.stringify(offsets) ?? "none",
  }));
  return { name, dtype, type, shape, begin: offsets[0], end: offsets[1] };
}

/** Refuses entries that do not cover the content exactly once. */
function demandTiling(entries: readonly Entry[], size: number, source: string): void {
  const sorted = entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end);
  let position = 0;
  for (const { name, begin, end } of sorted) {
    const start = position;
    demand(begin === start, () => ({
      argument: `${source}, tensor "${name}"`,
      expected: `data_offsets that begin at ${start}, where the tensor before ends`,
      received: `${begin}, which ${begin < start ? "overlaps it" : "leaves a gap"}`,
    }));
    position = end;
  }
  demand(position === size, () => ({
    argument: source,
    expected: `${position} bytes of tensors, as the header says`,
    received: `${size} bytes`,
    remedy: size < position ? "The file is truncated; write it again" : "Something else follows the tensors",
  }));
}

function demandMetadata(metadata: unknown, source: string): asserts metadata is Record<string, string> {
  demand(isRecord(metadata) && Object.values(metadata).every((word) => typeof word === "string"), () => ({
    argument: `${source}, __metadata__`,
    expected: "an object of strings",
    received: JSON.stringify(metadata)?.slice(0, 80) ?? "nothing",
  }));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isRange(value: unknown): value is [number, number] {
  return Array.isArray(value) && value.length === 2 && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}
