// A loss of one's own: defined once, it works with every metric and in every config. node custom-loss.mjs
import { useBestBackend } from "@crosstilt/backends";
import { addPlugin, createCatalogue } from "@crosstilt/catalogue";
import { createGenerator, defineLoss, evaluateLoss } from "@crosstilt/core";
import * as tf from "@tensorflow/tfjs-core";

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

await useBestBackend();
const catalogue = createCatalogue();
addPlugin(catalogue, { softMargin }, "custom-loss.mjs");

const generator = createGenerator(1);
const embeddings = () =>
  tf.tensor2d(
    Float32Array.from({ length: 32 * 8 }, () => generator.normal()),
    [32, 8],
  );
const [u, v] = [embeddings(), embeddings()];
const losses = {};
for (const name of ["cosine", "inner-product", "quadratic"]) {
  const metric = catalogue.metrics.get(name)();
  const loss = catalogue.losses.get("soft-margin")({ margin: 0.1 });
  const parameters = metric.parameters(8, generator);
  const terms = tf.tidy(() => evaluateLoss(loss, { u, v, form: metric.form(u, v, parameters), parameters: {} }));
  losses[name] = (await terms.total.data())[0];
  tf.dispose([terms, parameters]);
}
tf.dispose([u, v]);
process.stdout.write(`${JSON.stringify(losses)}\n`);
