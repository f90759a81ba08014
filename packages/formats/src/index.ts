export { type NamedArrays, type NumericArray, sizeOf, type TextArray, toFloat32, toFloat64 } from "./array.js";
export { type CsvRecord, csvParser } from "./csv.js";
export { bytesOf, decodeElements, type ElementType, elementTypes, type NumericData } from "./elements.js";
export { instantOf, instantText, type TimeUnit } from "./instant.js";
export { type ByteRanges, decodeNpy, decodeNpyArray, decodeNpyRows, encodeNpy, type NpyArray } from "./npy.js";
export { decodeNpz, encodeNpz, type NpzOptions, openNpz } from "./npz.js";
export { type Complaint, CrosstiltError, demand, refusal } from "./refusal.js";
export { decodeSafetensors, encodeSafetensors, openSafetensors, type Safetensors } from "./safetensors.js";
export { type ZipMember, zipMembers } from "./zip.js";
