import { cosine } from "./cosine.js";
import { innerProduct } from "./inner-product.js";
import { quadratic } from "./quadratic.js";

/** Every metric of this package. */
export const metrics = [cosine, innerProduct, quadratic] as const;
