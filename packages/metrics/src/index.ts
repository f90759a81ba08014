export { bilinear } from "./bilinear.js";
export { metrics } from "./catalogue.js";
export { cosine } from "./cosine.js";
export { generalQuadratic } from "./general-quadratic.js";
export { hyperbolic } from "./hyperbolic.js";
export { innerProduct } from "./inner-product.js";
export { lowRankQuadratic, type QuadraticHeads } from "./low-rank-quadratic.js";
export { quadratic } from "./quadratic.js";
export {
  describeTemperature,
  inverseTemperature,
  type TemperatureOptions,
  temperatureOptions,
  temperatureParameters,
} from "./temperature.js";
export { unitRows } from "./unit-rows.js";
