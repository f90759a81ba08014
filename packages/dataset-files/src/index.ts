export { type BinaryContent, binaryContents } from "./binary-cell.js";
export { columnCells, columnWords } from "./column-words.js";
export { coordinateNames, type FeatureEncoding } from "./features.js";
export { hashRow, hashText } from "./hash.js";
export {
  demandPart,
  type PairArrays,
  type PairChoice,
  readPairsLike,
  readSamplesLike,
  type SampleChunk,
  streamSamplesLike,
} from "./read-like.js";
export { type Reading, type ReadOptions, readingLike } from "./read-options.js";
export {
  type FilePairsMetadata,
  type FileSplits,
  type PairOrigins,
  type ReadPairsOptions,
  readPairs,
  type SideMetadata,
} from "./read-pairs.js";
export { beginsWithNumbers, readTable } from "./read-table.js";
export { type CorrelationReport, type DataReport, dataReport, type SideReport } from "./report.js";
export { samplesLike } from "./samples-like.js";
export type { SideSource } from "./side-source.js";
export { type SplitByColumn, type SplitName, type SplitOptions, splitByKey } from "./split.js";
export {
  type CategoricalColumn,
  type Column,
  type ColumnKind,
  columnOf,
  type NumericColumn,
  type Table,
  type VectorColumn,
} from "./table.js";
export { applyTransform, fitTransform, type RowSource, type Transform, type TransformName } from "./transform.js";
