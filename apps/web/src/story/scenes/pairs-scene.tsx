import { drawPairs, meanNear, type NumberPairs, shuffledPairs } from "@crosstilt/labs/story";
import { useMemo, useRef, useState } from "react";
import { V } from "../../components/maths.js";
import type { Scales } from "../../components/plot.js";
import { Segmented } from "../../components/segmented.js";
import { Slider } from "../../components/slider.js";
import { Figure } from "../../figure/figure.js";
import { tableOf } from "../../figure/table.js";
import { decimal } from "../../state/format.js";
import { ChoicePrediction } from "../choice-prediction.js";
import { Plane, planeLimit } from "../plane.js";
import { Scene } from "../scene.js";
import { useReached } from "../use-reached.js";

const COUNT = 260;
/** Where the prediction looks, at which correlation, and how wide. */
const asked = { place: 1.5, correlation: 0.6, width: 0.15 } as const;

/** Scene 1: the same two clouds of numbers, apart and in pairs. */
export default function PairsScene() {
  const shuffling = useRef<HTMLParagraphElement>(null);
  const read = useReached(shuffling);
  // What is read shuffles the dots, until the reader takes over.
  const [chosen, choose] = useState<boolean | null>(null);
  const paired = chosen ?? !read;
  const [correlation, setCorrelation] = useState(0.8);
  const pairs = useMemo(() => drawPairs({ correlation, count: COUNT, seed: 5 }), [correlation]);
  const shuffled = useMemo(() => shuffledPairs(pairs, 1), [pairs]);
  const shown = paired ? pairs : shuffled;
  const information = -Math.log(1 - correlation ** 2) / 2;
  return (
    <Scene
      see={
        <>
          <p>
            Each dot is one <V of="u" /> with one <V of="v" />: a picture and a caption, say, each reduced to a number.
            Along the edges stand all <V of="u" /> and all <V of="v" /> by themselves, the <em>marginals</em>.
          </p>
          <p ref={shuffling}>
            Now the captions are shuffled. Both edges are as they were: counted by themselves, no picture and no caption
            is missing. What is lost is which belongs to which.
          </p>
        </>
      }
      figure={
        <Figure
          title={paired ? "Pairs as they belong together" : "The same numbers, shuffled"}
          detail={
            <span data-information>
              {paired ? `u tells ${decimal(information)} nats about v on average` : "u tells nothing about v: 0 nats"}
            </span>
          }
          name="story-pairs"
          data={() => tableOf({ u: shown.u, v: shown.v })}
        >
          <Plane label={`${COUNT} dots: ${paired ? "a slanted cloud of pairs" : "a round cloud of shuffled pairs"}`}>
            {(scales) => <Cloud pairs={shown} scales={scales} />}
          </Plane>
        </Figure>
      }
      act={
        <>
          <p>Pair them again, and watch the edges while you do. Then make the bond weaker or stronger.</p>
          <Segmented
            legend="the dots are"
            value={paired ? "paired" : "shuffled"}
            choices={[
              ["shuffled", "shuffled"],
              ["paired", "paired"],
            ]}
            onChange={(next) => choose(next === "paired")}
          />
          <Slider
            label={
              <>
                correlation <V of="ρ" /> of the pairs
              </>
            }
            value={correlation}
            range={[0, 0.97]}
            step={0.01}
            show={decimal}
            onChange={setCorrelation}
          />
        </>
      }
      predict={<NearPrediction />}
      more={[["Your data", "#/files?example=1"]]}
    />
  );
}

function NearPrediction() {
  const { place, correlation } = asked;
  const near = useMemo(
    () => meanNear(drawPairs({ correlation: asked.correlation, count: 40_000, seed: 11 }), asked.place, asked.width),
    [],
  );
  const choices = { none: 0, shrunk: correlation * place, same: place };
  const measured = nearest(choices, near.mean);
  return (
    <ChoicePrediction
      scene="pairs"
      question={
        <>
          Take true pairs with correlation <V of="ρ" /> = {correlation}, and of them only those whose <V of="u" /> is
          near {place}: far out. Where is the mean of their <V of="v" />?
        </>
      }
      choices={[
        ["none", "near 0, like all v"],
        ["shrunk", `near ${decimal(choices.shrunk, 1)}, part of the way`],
        ["same", `near ${decimal(choices.same, 1)}, as far out as u`],
      ]}
      measured={measured}
      words={
        <>
          Of 40 000 pairs {near.count} are that near, and the mean of their <V of="v" /> is {decimal(near.mean)}:{" "}
          <V of="ρ" /> times {place}. Knowing <V of="u" /> moves what we expect of <V of="v" />, but only as far as the
          bond reaches. Such conditional laws are what the rest is about.
        </>
      }
    />
  );
}

const nearest = <K extends string>(choices: Readonly<Record<K, number>>, value: number): K =>
  (Object.keys(choices) as K[]).reduce((best, key) =>
    Math.abs(choices[key] - value) < Math.abs(choices[best] - value) ? key : best,
  );

function Cloud({ pairs: { u, v }, scales }: { pairs: NumberPairs; scales: Scales }) {
  const [left, bottom] = [scales.x(-planeLimit), scales.y(-planeLimit)];
  return (
    <>
      {u.map((x, i) => (
        <g key={x}>
          <line className="rug" x1={scales.x(x)} x2={scales.x(x)} y1={bottom} y2={bottom - 6} />
          <line className="rug" x1={left} x2={left + 6} y1={scales.y(v[i]!)} y2={scales.y(v[i]!)} />
          <circle className="dot model cloud" cx={scales.x(x)} cy={scales.y(v[i]!)} r={2.6} />
        </g>
      ))}
    </>
  );
}
