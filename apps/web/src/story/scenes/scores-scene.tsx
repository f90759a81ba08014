import { batchLosses, batchScores, drawPairs, logRatiosOf, partnersFirst, sortedPairs } from "@crosstilt/labs/story";
import { type ScalarTilt, tiltOf } from "@crosstilt/labs/tilt";
import { useMemo } from "react";
import { V } from "../../components/maths.js";
import { ScoreMatrix } from "../../components/score-matrix.js";
import { TrainingButtons } from "../../components/training-buttons.js";
import { useLinearTraining } from "../../engine/use-linear-training.js";
import { Figure } from "../../figure/figure.js";
import type { DataTable } from "../../figure/table.js";
import { decimal } from "../../state/format.js";
import { NumberPrediction } from "../number-prediction.js";
import { Scene } from "../scene.js";

const SIZE = 12;
const correlation = 0.95;
const untrained: ScalarTilt = { product: 0, squareU: 0, squareV: 0 };
const job = {
  covariance: [
    [1, correlation],
    [correlation, 1],
  ],
  split: 1,
  rank: 1,
  metric: { name: "general-quadratic" },
  loss: { name: "conditional" },
  samples: 20_000,
  batchSize: 256,
  steps: 1200,
  learningRate: 0.02,
  seed: 3,
} as const;

/** Scene 2: training lifts the diagonal. */
export default function ScoresScene() {
  const training = useLinearTraining(job);
  const pairs = useMemo(() => sortedPairs(drawPairs({ correlation, count: SIZE, seed: 8 })), []);
  const last = training.reports.at(-1);
  const scores = useMemo(
    () => logRatiosOf(batchScores(pairs, last ? tiltOf("general-quadratic", last) : untrained)),
    [pairs, last],
  );
  const { uGivenV, vGivenU } = batchLosses(scores);
  const data = (): DataTable =>
    Array.from({ length: SIZE ** 2 }, (_, k) => {
      const [i, j] = [Math.floor(k / SIZE), k % SIZE];
      return { u: i + 1, v: j + 1, score: scores.at(i, j) };
    });
  return (
    <Scene
      see={
        <>
          <p>
            Training takes pairs in batches: here {SIZE} of them, from the smallest <V of="u" /> to the largest. Two
            encoders turn every <V of="u" /> and every <V of="v" /> into an embedding, and a score <V of="s" sub="ij" />{" "}
            says how well <V of="u" sub="i" /> and <V of="v" sub="j" /> fit. Partners meet on the diagonal; all other
            squares are pairs that never were.
          </p>
          <p>
            The encoders know nothing yet, so every score is zero. The <em>contrastive loss</em> asks: given{" "}
            <V of="u" sub="i" />, name its partner among the {SIZE}; and the other way round.
          </p>
        </>
      }
      figure={
        <Figure
          title={`Scores of a batch that was never trained on`}
          detail={
            <>
              blue: fits better than by chance; orange: worse. Loss of this batch{" "}
              <b data-loss>{decimal((uGivenV + vGivenU) / 2)}</b> nats
            </>
          }
          name="story-scores"
          data={data}
        >
          <ScoreMatrix scores={scores} label={`Scores of ${SIZE} u with ${SIZE} v, partners on the diagonal`} />
        </Figure>
      }
      act={
        <>
          <p>
            Train two encoders on 20 000 other pairs, in a worker of this browser, and watch the diagonal rise out of
            the rest.
          </p>
          <TrainingButtons training={training} />
        </>
      }
      predict={
        <NumberPrediction
          scene="scores"
          question={
            <>
              The correlation of these pairs is {correlation}: a strong bond. After the training, in how many of the{" "}
              {SIZE} rows will the partner have the highest score of all?
            </>
          }
          label="rows"
          range={[0, SIZE]}
          step={1}
          show={String}
          tolerance={1}
          measured={training.status === "done" ? partnersFirst(scores) : null}
          words={
            <>
              In {decimal(partnersFirst(scores), 0)} of {SIZE}. No model can do better: some <V of="v" /> of others lie
              nearer to what <V of="u" /> tells than its own. A score is no verdict about pairs but a probability, and
              the labs report it as one.
            </>
          }
          onAsk={training.status === "idle" || training.status === "failed" ? training.start : undefined}
        />
      }
      more={[
        ["the Tilt lab", "#/tilt"],
        ["losses and metrics", "#/losses"],
      ]}
    />
  );
}
