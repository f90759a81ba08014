import { bilinear } from "./bilinear.js";
import { cosine } from "./cosine.js";
import { generalQuadratic } from "./general-quadratic.js";
import { hyperbolic } from "./hyperbolic.js";
import { innerProduct } from "./inner-product.js";
import { quadratic } from "./quadratic.js";

/** Every metric of this package. */
export const metrics = [cosine, innerProduct, quadratic, bilinear, generalQuadratic, hyperbolic] as const;
