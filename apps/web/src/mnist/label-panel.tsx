import { Drawing } from "../components/drawing.js";
import { appBase } from "../engine/app-base.js";
import { startEngine } from "../engine/client.js";
import type { PerModel } from "../engine/mnist/mnist.js";
import type { MnistReport } from "../engine/mnist/training.js";
import { useLatest } from "../engine/use-latest.js";
import { Figure } from "../figure/figure.js";
import { decimal } from "../state/format.js";
import { type ModelName, modelColours, modelNames, modelTitles } from "./settings.js";
import type { Digit } from "./use-digit.js";

const numbers = new WeakMap<Float32Array, number>();
let count = 0;

/** A number for each array of pixels, to tell them apart. */
function numberOf(pixels: Float32Array): number {
  if (!numbers.has(pixels)) numbers.set(pixels, ++count);
  return numbers.get(pixels)!;
}

/** The label distributions of the digit under the three models (fig 11). */
export function LabelPanel({ digit, version, live }: { digit: Digit; version: string; live: MnistReport | undefined }) {
  const { pixels } = digit;
  const key = pixels ? `${numberOf(pixels)} ${version} ${live?.step ?? 0}` : "";
  const { value, failure } = useLatest(key, async () =>
    pixels ? startEngine().classifyDigit(appBase(), pixels) : undefined,
  );
  return (
    <section aria-labelledby="labels">
      <h2 id="labels">Which digit is it?</h2>
      {failure && <p className="alert">{failure}</p>}
      <div className="panels three">
        {modelNames.map((name) => (
          <Bars key={name} name={name} probabilities={value?.[name]} />
        ))}
      </div>
    </section>
  );
}

const width = 260;
const height = 130;
const base = height - 20;
const room = 18;
const slot = (width - room) / 10;
const heightOf = (probability: number): number => base - (base - 4) * probability;

function Bars({ name, probabilities }: { name: ModelName; probabilities: PerModel<number[]>[ModelName] | undefined }) {
  const best = probabilities ? probabilities.indexOf(Math.max(...probabilities)) : -1;
  const says = best < 0 ? "…" : `${best}, with probability ${decimal(probabilities![best]!)}`;
  return (
    <Figure
      title={modelTitles[name]}
      detail={<span data-says={name}>{says}</span>}
      name={`mnist-labels-${name}`}
      data={() => (probabilities ?? []).map((probability, label) => ({ label, probability }))}
    >
      <Drawing width={width} height={height} label={`Label probabilities, ${modelTitles[name]}: ${says}`}>
        {[0.5, 1].map((level) => (
          <g key={level}>
            <line className="grid-line" x1={0} x2={width} y1={heightOf(level)} y2={heightOf(level)} />
            <text className="tick" x={width} y={heightOf(level) + 11} textAnchor="end">
              {level}
            </text>
          </g>
        ))}
        {(probabilities ?? new Array<number>(10).fill(0)).map((probability, label) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the index is the label
          <g key={label}>
            <rect
              className={`bar ${modelColours[name]}`}
              x={label * slot + 3}
              width={slot - 6}
              y={heightOf(probability)}
              height={(base - 4) * probability}
              rx={1.5}
            />
            <text
              className={label === best ? "best" : "tick"}
              x={(label + 0.5) * slot}
              y={height - 5}
              textAnchor="middle"
            >
              {label}
            </text>
          </g>
        ))}
        <line className="axis-line" x1={0} x2={width} y1={base} y2={base} />
      </Drawing>
    </Figure>
  );
}
