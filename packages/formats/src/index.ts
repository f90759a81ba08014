export { type NumericArray, sizeOf, toFloat32, toFloat64 } from "./array.js";
export { type CsvRecord, csvParser } from "./csv.js";
export type { ElementType, NumericData } from "./elements.js";
export { type ByteRanges, decodeNpy, decodeNpyRows, encodeNpy } from "./npy.js";
export { decodeNpz, encodeNpz, type NpzOptions } from "./npz.js";
export { type Complaint, CrosstiltError, demand, refusal } from "./refusal.js";
export { decodeSafetensors, encodeSafetensors, type Safetensors } from "./safetensors.js";
