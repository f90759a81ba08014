export type { Gallery } from "./gallery.js";
export { scanSearch } from "./scan-search.js";
export { type Probabilities, searchProbabilities } from "./search-probabilities.js";
export { type ExactOptions, exactIndex, indexRecall, type VectorIndex } from "./vector-index.js";
export { type Cell, type Columns, rowsWhere } from "./where.js";
