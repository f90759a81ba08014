export { type Example, exampleOf, type Guarantees, type Retrieved } from "./examples.js";
export { type FileSources, type FilesReport, loadFiles, pairsLike, testPairs, wordsOf } from "./load.js";
export { type ModelFiles, modelFiles, openModel } from "./model-files.js";
export { askOwn, type OwnAnswer, type OwnQueries, type Weighed } from "./own-queries.js";
export { pastedSource } from "./pasted-source.js";
export { type RowWords, rowWords, type Word } from "./row-words.js";
export { type FilePairs, type Picture, type Sample, samplesOf } from "./samples.js";
export { type HeadsStep, type HeadsTraining, trainHeads } from "./train.js";
