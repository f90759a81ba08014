export { barlowTwins } from "./barlow-twins.js";
export { losses } from "./catalogue.js";
export { clip } from "./clip.js";
export { conditional } from "./conditional.js";
export { conditionalMmd } from "./conditional-mmd.js";
export { decoupled } from "./decoupled.js";
export { type DivergenceName, lossForDivergence } from "./divergences.js";
export { infoNce } from "./info-nce.js";
export { type InformationBounds, informationBounds } from "./information-bounds.js";
export { joint } from "./joint.js";
export { jointMmd } from "./joint-mmd.js";
export {
  energyKernel,
  gaussianKernel,
  inverseMultiquadricKernel,
  kernels,
  laplaceKernel,
  polynomialKernel,
} from "./kernels.js";
export { learnedNormalisers } from "./learned-normalisers.js";
export { margin } from "./margin.js";
export { multiPositive } from "./multi-positive.js";
export { nPair } from "./n-pair.js";
export { ntXent } from "./nt-xent.js";
export type { KernelName } from "./sample-kernels.js";
export { siglip } from "./siglip.js";
export { spectral } from "./spectral.js";
export { triplet } from "./triplet.js";
export { vicReg } from "./vic-reg.js";
