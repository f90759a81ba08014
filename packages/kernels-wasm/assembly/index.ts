export { initialise } from "./tile";
export { packPanels } from "./blocks";
export { matMul, matMulBatches, matMulScratchBytes } from "./matmul";
export { addPartials, convolution, convolutionFilterGradient, convolutionInputGradient } from "./convolution";
export { averagePool, averagePoolGradient, maxPool, maxPoolGradient } from "./pooling";
export { scoreBounds, scoreDiagonal, scoreOffsets } from "./scores";
export { boundedSums, runningSums } from "./statistics";
export { packGradientBlocks, scoreGradients, sumParts } from "./statistics-gradient";
export { topScores } from "./topk";
