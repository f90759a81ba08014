// A loss of one's own: defined once, it works with every metric, in programs, configs and on the command line.

import * as tf from "@tensorflow/tfjs-core";
import { defineLoss } from "crosstilt";

export const softMargin = defineLoss({
  name: "soft-margin",
  summary: "Softplus of the mean score gap plus a margin.",
  formula: "E softplus(r_i − s_ii + margin)",
  source: "example",
  options: { margin: { type: "number", default: 0.2, description: "score gap asked of a true pair" } },
  needs: "statistics",
  evaluate: ({ diagonal, rowLogMeanExp }, { margin }) =>
    tf.mean(tf.softplus(tf.add(tf.sub(rowLogMeanExp, diagonal), margin))),
});
