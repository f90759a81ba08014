import { positionNoise } from "@crosstilt/labs/ocean";
import { useId } from "react";
import { V } from "../components/maths.js";
import { NumberInput } from "../components/number-input.js";
import { Presets } from "../components/presets.js";
import { Segmented } from "../components/segmented.js";
import { Slider } from "../components/slider.js";
import { whole } from "../state/format.js";
import { exampleCsv } from "./example-csv.js";
import { presets } from "./presets.js";
import { type OceanSettings, oceanFields } from "./settings.js";
import { UploadButton } from "./upload-button.js";

type Change = (patch: Partial<OceanSettings>) => void;

/** Everything that can be set: where the path comes from, how it is observed, and among how many fields it is sought. */
export function OceanControls({ settings, change }: { settings: OceanSettings; change: Change }) {
  const { source, part, noise, size } = settings;
  return (
    <form className="controls card" aria-label="Settings" onSubmit={(event) => event.preventDefault()}>
      <Segmented
        legend="path"
        value={source}
        choices={[
          ["drop", "drop a drifter"],
          ["draw", "draw"],
          ["file", "file"],
        ]}
        onChange={(next) => change(next === "drop" ? { source: next } : { source: next, path: null, part: 1 })}
      />
      {source === "drop" && <DropControls settings={settings} change={change} />}
      {source === "draw" && (
        <p className="muted small">
          Draw on the map with mouse, finger or pen. Or focus the pen and steer it with the arrow keys. A drawing is
          taken at steady speed.
        </p>
      )}
      {source === "file" && <UploadButton onPath={(path) => change({ path })} example={() => exampleCsv(settings)} />}
      <Slider
        label="observed part of the path"
        value={part}
        range={[0.05, 1]}
        step={0.05}
        show={(value) => `${Math.round(100 * value)} %`}
        onChange={(next) => change({ part: next })}
      />
      <Slider
        label="error of the positions"
        value={noise}
        range={[-5, -1.5]}
        step={0.1}
        show={(value) => (value <= -5 ? "none" : String(Number(positionNoise({ noise: value }).toPrecision(2))))}
        onChange={(next) => change({ noise: next })}
      />
      <Slider
        label={
          <>
            candidates <V of="N" />
          </>
        }
        value={size}
        range={[10, 14]}
        step={1}
        show={(value) => whole(2 ** value)}
        onChange={(next) => change({ size: next })}
      />
      <p className="muted small">
        Lengths are sides of the periodic square, and fields move drifters about 20 of them in a unit of time. The less
        of a path is seen, and the less exactly, the more fields could have made it.
      </p>
      <Presets lab="ocean" fields={oceanFields} presets={presets} settings={settings} />
    </form>
  );
}

function DropControls({ settings, change }: { settings: OceanSettings; change: Change }) {
  const { field, seed, x, y } = settings;
  return (
    <>
      <div className="pair">
        <Coordinate name="x" value={x} onChange={(next) => change({ x: next })} />
        <Coordinate name="y" value={y} onChange={(next) => change({ y: next })} />
      </div>
      <div className="buttons">
        <button type="button" onClick={() => change({ field: (field + 1) % 1024 })}>
          Next field
        </button>
        <button type="button" onClick={() => change({ seed: (seed % 9999) + 1 })}>
          Other ocean
        </button>
      </div>
    </>
  );
}

function Coordinate({ name, value, onChange }: { name: string; value: number; onChange: (value: number) => void }) {
  const id = useId();
  return (
    <div className="coordinate">
      <label htmlFor={id}>
        start <V of={name} />
      </label>
      <NumberInput id={id} onChange={onChange} value={Number(value.toFixed(2))} range={[0, 1]} step={0.01} />
    </div>
  );
}
