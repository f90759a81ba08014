import { fourier } from "./fourier.js";
import { identity } from "./identity.js";
import { leNet } from "./le-net.js";
import { affine, linear } from "./linear.js";
import { mlp } from "./mlp.js";
import { oneHot } from "./one-hot.js";
import { residual } from "./residual.js";
import { transformer } from "./transformer.js";

/** Every encoder of this package. */
export const encoders = [linear, affine, mlp, leNet, oneHot, identity, transformer, residual, fourier] as const;
