// Several positives and extra negatives. node positives-and-negatives.mjs
import * as tf from "@tensorflow/tfjs-core";
import * as ct from "crosstilt";

await ct.useBestBackend();
const { normal } = ct.createGenerator(1);
// Three captions a photo, one pair each: pairs of one photo are right for each other.
const [photos, count] = [200, 600];
const looks = Array.from({ length: photos }, () => [normal(), normal(), normal()]);
const u = Array.from({ length: count }, (_, i) => looks[i % photos]);
const v = u.map((look) => look.map((value) => value + 0.3 * normal()));
const [left, right] = [u, v].map((rows) => ({ data: Float32Array.from(rows.flat()), shape: [count, 3] }));
const groups = Array.from({ length: count }, (_, i) => i % photos);
const strangers = tf.randomNormal([500, 3], 0, 1, "float32", 1);
const pairs = ct.withNegatives(ct.withGroups(ct.arrayPairs(left, right), groups), strangers, { side: "v", count: 64 });

const spec = { u: ct.mlp(), v: ct.mlp(), metric: ct.cosine(), loss: ct.multiPositive() };
const model = await ct.train(spec, pairs, { epochs: 10, batchSize: 100 });
process.stdout.write(`${JSON.stringify({ losses: model.epochs.map(({ loss }) => loss) })}\n`);
model.dispose();
strangers.dispose();
