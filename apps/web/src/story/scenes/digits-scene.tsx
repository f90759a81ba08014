import { useState } from "react";
import { V } from "../../components/maths.js";
import { Segmented } from "../../components/segmented.js";
import { TrainingButtons } from "../../components/training-buttons.js";
import { appBase } from "../../engine/app-base.js";
import { startEngine } from "../../engine/client.js";
import type { Drawn } from "../../engine/mnist/mnist.js";
import { useEach } from "../../engine/use-each.js";
import { DrawingPad } from "../../mnist/drawing-pad.js";
import { DrawnRow } from "../../mnist/drawn-panel.js";
import type { Ink } from "../../mnist/ink.js";
import { LabelPanel } from "../../mnist/label-panel.js";
import { pictureUrl } from "../../mnist/picture.js";
import { type ModelName, modelNames, modelTitles } from "../../mnist/settings.js";
import { useDigit } from "../../mnist/use-digit.js";
import { useMnistTraining } from "../../mnist/use-mnist-training.js";
import { WeightFigure } from "../../mnist/weight-figure.js";
import { whole } from "../../state/format.js";
import { ChoicePrediction } from "../choice-prediction.js";
import { Scene } from "../scene.js";

const [IMAGES, EPOCHS] = [2000, 2];
const digits = Array.from({ length: 10 }, (_, digit) => [String(digit), digit] as const);

/** Scene 7: three losses on the digits of MNIST. Images and models are megabytes, which come when they are asked for. */
export default function DigitsScene() {
  const [begun, begin] = useState(false);
  const [label, setLabel] = useState(7);
  return (
    <Scene
      see={
        <>
          <p>
            Pictures of digits and their labels are pairs too. Three models with the same encoders differ in their loss
            only: both halves, label given image (a usual classifier), image given label.
          </p>
          <p>
            Asked for a label they all serve. Asked for <em>images of a label</em> they need the other conditional law,{" "}
            <V of="ν" />
            (image | label): how much weight each of 10 000 test images gets.
          </p>
        </>
      }
      figure={
        begun ? (
          <Digits label={label} />
        ) : (
          <div className="card story-start">
            <p>The images and three trained models are 4 MB, and come from where this page came from.</p>
            <button type="button" className="primary" onClick={() => begin(true)}>
              Bring the digits
            </button>
          </div>
        )
      }
      act={
        <>
          <p>
            Draw a digit and see all three name it. Then ask for images of a label, and compare who holds the weight.
          </p>
          <Segmented
            legend="images of label"
            value={String(label)}
            choices={digits}
            onChange={(next) => {
              begin(true);
              setLabel(Number(next));
            }}
          />
        </>
      }
      predict={<DiversityPrediction onAsk={() => begin(true)} />}
      more={[["the MNIST lab", "#/mnist"]]}
    />
  );
}

function Digits({ label }: { label: number }) {
  const [ink, setInk] = useState<Ink>([]);
  const training = useMnistTraining({ images: IMAGES, epochs: EPOCHS, seed: 1, compute: "wasm" });
  const last = training.reports.at(-1);
  const version = training.status === "done" ? "trained" : "shipped";
  const digit = useDigit({ ink, image: 0 });
  const drawn = useDrawn(label, version);
  return (
    <div className="stack" data-version={version}>
      <div className="card story-pad">
        <DrawingPad
          ink={ink}
          label={ink.length > 0 ? "Your drawing" : "A test image; draw here to replace it"}
          below={digit.image && pictureUrl(digit.image.pixels)}
          onInk={setInk}
        />
        <button type="button" disabled={ink.length === 0} onClick={() => setInk([])}>
          Clear
        </button>
      </div>
      <LabelPanel digit={digit} version={version} live={last} />
      {modelNames.map((name) => (
        <DrawnRow key={name} name={name} label={label} outcome={drawn.get(name)} />
      ))}
      <WeightFigure label={label} drawn={drawn} />
      <section className="card" aria-labelledby="story-training">
        <h3 id="story-training">Train them here</h3>
        <p className="small">
          The models above came with the page. Train all three anew on {whole(IMAGES)} images: less accurate, and the
          same contrast.
        </p>
        <TrainingButtons training={training} onReset={() => void startEngine().placeShipped()} />
      </section>
    </div>
  );
}

const useDrawn = (label: number, version: string) =>
  useEach<Drawn>(modelNames, `${label} ${version}`, (name) =>
    startEngine().drawForLabel(appBase(), name as ModelName, label, 1),
  );

function DiversityPrediction({ onAsk }: { onAsk: () => void }) {
  const [asked, setAsked] = useState(false);
  const drawn = useEach<Drawn>(asked ? modelNames : [], "prediction", (name) =>
    startEngine().drawForLabel(appBase(), name as ModelName, 7, 1),
  );
  const found = modelNames.flatMap((name) => {
    const value = drawn.get(name)?.value;
    return value ? [{ name, ...value }] : [];
  });
  const failure = modelNames.map((name) => drawn.get(name)?.failure).find((text) => text !== undefined);
  const complete = found.length === modelNames.length;
  const fewest = complete
    ? found.reduce((least, one) => (one.effectiveSampleSize < least.effectiveSampleSize ? one : least))
    : undefined;
  return (
    <>
      <ChoicePrediction<ModelName>
        scene="digits"
        question="Draw a thousand images of a seven from each model. Which draws the fewest different ones?"
        choices={modelNames.map((name) => [name, modelTitles[name]] as const)}
        measured={fewest?.name ?? null}
        words={
          <>
            Different images among a thousand draws:{" "}
            {found.map(({ name, profile }) => `${modelTitles[name]} ${whole(profile.distinct)}`).join(", ")}. The test
            set has 1 028 sevens. Label given image is blind to a constant for each image (scene 4), and nothing kept
            training from giving some images a large one.
          </>
        }
        onAsk={() => {
          setAsked(true);
          onAsk();
        }}
      />
      {failure !== undefined && <p className="alert">{failure}</p>}
    </>
  );
}
