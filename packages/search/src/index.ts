export { scanSearch } from "./scan-search.js";
export { type Probabilities, searchProbabilities } from "./search-probabilities.js";
export { type ExactOptions, exactIndex, type Gallery, indexRecall, type VectorIndex } from "./vector-index.js";
export { type Cell, type Columns, rowsWhere } from "./where.js";
