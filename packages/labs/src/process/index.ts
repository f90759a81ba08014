export { drawMoments } from "./empirical-moments.js";
export {
  closedForm,
  drawSituation,
  type Errors,
  type Fitted,
  fitted,
  gp,
  grid,
  meanPlugInErrors,
  plugIn,
  type Situation,
} from "./solve.js";
