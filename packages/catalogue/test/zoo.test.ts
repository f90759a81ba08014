import { createGenerator, evaluateLoss } from "@crosstilt/core";
import { lossChecks, randomMatrix } from "@crosstilt/testing";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { onEveryBackend } from "../../../test/backends.js";
import { createCatalogue, type LossFactory } from "../src/index.js";
import { zooPage } from "./zoo-page.js";

const catalogue = createCatalogue();
const onScores = catalogue.losses.all().filter(({ definition }) => definition.needs !== "embeddings");
const temperature = 0.5;
/** By `loss metric`: how many checks there are on all backends together, and how many passed. */
const tally = new Map<string, { checks: number; passed: number }>();

onEveryBackend(() => {
  describe.each(onScores.map((loss) => [loss.definition.name, loss] as const))("the %s loss", (name, loss) => {
    // The hinges of the triplet loss have kinks, which a central difference smears.
    const gradientTolerance = name === "triplet" ? 2e-2 : undefined;
    describe.each(catalogue.metrics.all().map((metric) => [metric.definition.name, metric] as const))(
      "with the %s metric",
      (metricName, metric) => {
        const counted = tally.get(`${name} ${metricName}`) ?? { checks: 0, passed: 0 };
        tally.set(`${name} ${metricName}`, counted);
        for (const check of lossChecks(loss, { metric: metric({ temperature }), gradientTolerance })) {
          counted.checks += 1;
          test(check.name, async () => {
            await check.run();
            counted.passed += 1;
          });
        }
      },
    );
  });
});

/** The names of what a loss returns on a small batch. */
function termsOf(loss: LossFactory): string[] {
  return tf.tidy(() => {
    const [u, v] = [randomMatrix(createGenerator(1), 4, 3), randomMatrix(createGenerator(2), 4, 3)];
    const configured = loss();
    const batch = {
      form: { u, v },
      u,
      v,
      samplesU: u,
      samplesV: v,
      targets: tf.eye(u.shape[0]),
      parameters: configured.parameters(3),
    };
    return Object.keys(evaluateLoss(configured, batch));
  });
}

test("the page of the zoo says what the definitions and the suites say", async () => {
  const passed = new Set([...tally].filter(([, { checks, passed }]) => passed === checks).map(([pair]) => pair));
  const terms = new Map(catalogue.losses.all().map((loss) => [loss.definition.name, termsOf(loss)]));
  await expect(zooPage(catalogue, { passed, terms })).toMatchFileSnapshot("../../../docs/zoo.md");
});
