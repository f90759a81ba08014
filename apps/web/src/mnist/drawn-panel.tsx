import { Segmented } from "../components/segmented.js";
import { appBase } from "../engine/app-base.js";
import { startEngine } from "../engine/client.js";
import type { Drawn } from "../engine/mnist/mnist.js";
import { type Outcome, useEach } from "../engine/use-each.js";
import { Figure } from "../figure/figure.js";
import { decimal, whole } from "../state/format.js";
import { type Change, type MnistSettings, type ModelName, modelNames, modelTitles } from "./settings.js";
import { Thumbnail, Thumbnails, thumb } from "./thumbnails.js";
import { WeightFigure } from "./weight-figure.js";

const digits = Array.from({ length: 10 }, (_, digit) => [String(digit), digit] as const);

/** Images drawn for a label under the three models, with how diverse they are (fig 12). */
export function DrawnPanel(props: { settings: MnistSettings; change: Change; version: string }) {
  const { settings, change, version } = props;
  const { label, seed } = settings;
  const drawn = useEach<Drawn>(modelNames, `${label} ${seed} ${version}`, (name) =>
    startEngine().drawForLabel(appBase(), name as ModelName, label, seed),
  );
  return (
    <section aria-labelledby="drawn">
      <h2 id="drawn">Images for a label</h2>
      <p className="muted">
        Sixteen of the 10 000 test images, drawn with the weights that each model gives them for the label; other labels
        are framed. Sixteen are too few to see a collapse: the curves below show who holds the weight. The effective
        sample size says how many images share it. Choose an image to see its neighbours.
      </p>
      <div className="drawn-controls">
        <Segmented
          legend={<span className="visually-hidden">Label</span>}
          value={String(label)}
          choices={digits}
          onChange={(next) => change({ label: Number(next) })}
        />
        <button type="button" onClick={() => change({ seed: (seed % 9999) + 1 })}>
          Draw again
        </button>
      </div>
      <div className="stack drawn-rows">
        {modelNames.map((name) => (
          <DrawnRow
            key={name}
            name={name}
            label={label}
            outcome={drawn.get(name)}
            onChoose={(of) => {
              change({ of, model: name });
              document.getElementById("neighbour-figure")?.scrollIntoView({ block: "nearest" });
            }}
          />
        ))}
        <WeightFigure label={label} drawn={drawn} />
      </div>
    </section>
  );
}

/** Images that one model draws for a label. */
export function DrawnRow(props: {
  name: ModelName;
  label: number;
  outcome: Outcome<Drawn> | undefined;
  onChoose?: (index: number) => void;
}) {
  const { name, label, outcome, onChoose } = props;
  const drawn = outcome?.value;
  return (
    <Figure
      title={modelTitles[name]}
      detail={outcome?.failure ?? (drawn ? <Diversity name={name} drawn={drawn} /> : "computing…")}
      name={`mnist-drawn-${label}-${name}`}
      data={() => (drawn?.images ?? []).map(({ index, label: own }) => ({ image: index, label: own }))}
    >
      <Thumbnails label={`Images drawn for label ${label}, ${modelTitles[name]}`} still={!onChoose}>
        {drawn?.images.map((image, i) => (
          <Thumbnail
            // biome-ignore lint/suspicious/noArrayIndexKey: an image may be drawn several times
            key={i}
            image={image}
            x={i * thumb.pitch}
            y={2}
            caption={String(image.label)}
            wrong={image.label !== drawn.label}
            onChoose={onChoose && (() => onChoose(image.index))}
          />
        ))}
      </Thumbnails>
    </Figure>
  );
}

const Diversity = ({ name, drawn }: { name: ModelName; drawn: Drawn }) => (
  <>
    effective sample size <b data-ess={name}>{whole(drawn.effectiveSampleSize)}</b>; the heaviest image has{" "}
    {percent(drawn.profile.largest)} of the weight, {whole(drawn.profile.half)} have half of it; of{" "}
    {whole(drawn.profile.draws)} draws <b data-distinct={name}>{whole(drawn.profile.distinct)}</b> are different;{" "}
    {percent(drawn.rightClassShare)} on label {drawn.label}
  </>
);

const percent = (share: number): string => `${decimal(100 * share, 1)} %`;
