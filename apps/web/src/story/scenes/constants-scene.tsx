import {
  type BatchLosses,
  batchLosses,
  batchScores,
  drawPairs,
  logRatiosOf,
  trueTilt,
  weightsGivenV,
  withRowConstant,
} from "@crosstilt/labs/story";
import { useMemo, useState } from "react";
import { Drawing } from "../../components/drawing.js";
import { V } from "../../components/maths.js";
import { ScoreMatrix } from "../../components/score-matrix.js";
import { Slider } from "../../components/slider.js";
import { Figure } from "../../figure/figure.js";
import { decimal } from "../../state/format.js";
import { ChoicePrediction } from "../choice-prediction.js";
import { Scene } from "../scene.js";

const SIZE = 8;
/** The row that gets the constant, and the column whose weights are shown. */
const [ROW, COLUMN] = [2, 5];

/** Scene 4: a constant added to all scores of one u is seen by one half of the loss only. */
export default function ConstantsScene() {
  const [constant, setConstant] = useState(0);
  const plain = useMemo(
    () => logRatiosOf(batchScores(drawPairs({ correlation: 0.9, count: SIZE, seed: 4 }), trueTilt(0.9))),
    [],
  );
  const scores = useMemo(() => withRowConstant(plain, ROW, constant), [plain, constant]);
  const losses = batchLosses(scores);
  const weights = weightsGivenV(scores, COLUMN);
  return (
    <Scene
      see={
        <>
          <p>
            A contrastive loss has two halves. <b>v given u</b> goes along the rows: of all <V of="v" />, is the partner
            weighed up? <b>u given v</b> goes down the columns. Many systems train only one of them: a classifier is{" "}
            <V of="v" /> = label given <V of="u" /> = picture and nothing else.
          </p>
          <p>
            Below the scores stands what they say of <V of="v" sub={COLUMN + 1} />: the share of the weight that each{" "}
            <V of="u" /> gets.
          </p>
        </>
      }
      figure={
        <div className="stack">
          <Figure
            title="Scores after training"
            detail={<LossWords losses={losses} />}
            name="story-constants"
            data={() =>
              Array.from({ length: SIZE ** 2 }, (_, k) => ({
                u: Math.floor(k / SIZE) + 1,
                v: (k % SIZE) + 1,
                score: scores.at(Math.floor(k / SIZE), k % SIZE),
              }))
            }
          >
            <ScoreMatrix
              scores={scores}
              most={4}
              label={`Scores of ${SIZE} u with ${SIZE} v; row ${ROW + 1} is moved`}
            />
          </Figure>
          <Figure
            title={
              <>
                Who belongs to <V of="v" sub={COLUMN + 1} />?
              </>
            }
            name="story-constants-weights"
            data={() => weights.map((weight, i) => ({ u: i + 1, weight }))}
          >
            <Weights weights={weights} />
          </Figure>
        </div>
      }
      act={
        <>
          <p>
            Add a constant to all scores of <V of="u" sub={ROW + 1} />, the third row, and watch both halves of the loss
            and the weights.
          </p>
          <Slider
            label="constant added to row 3"
            value={constant}
            range={[-6, 6]}
            step={0.25}
            show={decimal}
            onChange={setConstant}
          />
        </>
      }
      predict={<BlindPrediction plain={plain} />}
      more={[["the MNIST lab", "#/mnist"]]}
    />
  );
}

const LossWords = ({ losses: { uGivenV, vGivenU } }: { losses: BatchLosses }) => (
  <>
    loss of v given u <b data-loss="v">{decimal(vGivenU, 3)}</b>, of u given v{" "}
    <b data-loss="u">{decimal(uGivenV, 3)}</b> nats
  </>
);

function BlindPrediction({ plain }: { plain: ReturnType<typeof batchScores> }) {
  const [before, after] = [batchLosses(plain), batchLosses(withRowConstant(plain, ROW, 5))];
  const changed = (half: keyof BatchLosses) => Math.abs(after[half] - before[half]) > 1e-9;
  const [u, v] = [changed("uGivenV"), changed("vGivenU")];
  return (
    <ChoicePrediction
      scene="constants"
      question={
        <>
          Five is added to every score of one <V of="u" />, so that it looks like a match for everything. Which half of
          the loss notices?
        </>
      }
      choices={[
        ["v", "v given u, along the rows"],
        ["u", "u given v, down the columns"],
        ["both", "both"],
        ["none", "neither"],
      ]}
      measured={u && v ? "both" : u ? "u" : v ? "v" : "none"}
      words={
        <>
          v given u goes from {decimal(before.vGivenU, 3)} to {decimal(after.vGivenU, 3)}, u given v from{" "}
          {decimal(before.uGivenV, 3)} to {decimal(after.uGivenV, 3)} nats. A softmax does not feel a constant added to
          all of its scores. So a model trained on v given u alone may give every <V of="u" /> whatever constant it
          likes: it names labels perfectly, and asked which pictures belong to a label it may put all weight on one.
        </>
      }
    />
  );
}

const [width, height, room] = [320, 120, 22];

function Weights({ weights }: { weights: readonly number[] }) {
  const slot = (width - room) / weights.length;
  const base = height - 18;
  return (
    <Drawing
      width={width}
      height={height}
      label={`Weights of the u for v${COLUMN + 1}: ${weights.map((weight) => decimal(weight)).join(", ")}`}
    >
      {[0.5, 1].map((level) => (
        <g key={level}>
          <line
            className="grid-line"
            x1={room}
            x2={width}
            y1={base - (base - 6) * level}
            y2={base - (base - 6) * level}
          />
          <text x={room - 5} y={base - (base - 6) * level + 4} textAnchor="end">
            {level}
          </text>
        </g>
      ))}
      {weights.map((weight, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the index is the row
        <g key={i}>
          <rect
            className={`bar ${i === COLUMN ? "right" : i === ROW ? "given" : "reference"}`}
            x={room + i * slot + 4}
            width={slot - 8}
            y={base - (base - 6) * weight}
            height={(base - 6) * weight}
          />
          <text x={room + (i + 0.5) * slot} y={height - 4} textAnchor="middle">
            <tspan className="maths">u</tspan>
            <tspan className="index" dy={3}>
              {i + 1}
            </tspan>
          </text>
        </g>
      ))}
      <line className="axis-line" x1={room} x2={width} y1={base} y2={base} />
    </Drawing>
  );
}
