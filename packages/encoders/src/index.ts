export { encoders } from "./catalogue.js";
export { fourier } from "./fourier.js";
export { identity } from "./identity.js";
export { leNet } from "./le-net.js";
export { affine, linear } from "./linear.js";
export { mlp } from "./mlp.js";
export { oneHot } from "./one-hot.js";
export { residual } from "./residual.js";
export { transformer } from "./transformer.js";
