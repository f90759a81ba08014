import { V } from "../components/maths.js";
import { Segmented } from "../components/segmented.js";
import { Slider } from "../components/slider.js";
import { decimal } from "../state/format.js";
import { presets } from "./presets.js";
import { correlationRange, givenRange, spreadRange, type TiltSettings, weightsOf } from "./settings.js";

/** Everything that can be chosen without dragging. */
export function TiltControls(props: { settings: TiltSettings; onChange: (patch: Partial<TiltSettings>) => void }) {
  const { settings, onChange } = props;
  const { metric, loss } = settings;
  return (
    <form className="controls card" aria-label="Settings" onSubmit={(event) => event.preventDefault()}>
      <nav className="presets" aria-label="Figures of the paper">
        {presets.map(({ name, hash, matches }) => (
          <a key={name} href={hash} aria-current={matches(settings) ? "true" : undefined}>
            {name}
          </a>
        ))}
      </nav>
      <h2>Model</h2>
      <Segmented
        legend="Alignment metric"
        value={metric}
        choices={[
          ["inner-product", "inner product"],
          ["quadratic", "quadratic"],
          ["normalised", "cosine"],
        ]}
        onChange={(next) => onChange({ metric: next })}
      />
      <Segmented
        legend="Loss"
        value={loss}
        choices={[
          ["conditional", "conditional"],
          ["joint", "joint"],
        ]}
        onChange={(next) => onChange({ loss: next })}
      />
      {loss === "conditional" && <WeightSlider {...{ settings, onChange }} />}
      <h2>Truth</h2>
      <Slider
        label={
          <>
            spread <V of="σ" sub="u" />
          </>
        }
        {...{ value: settings.spreadU, range: spreadRange, step: 0.01, show: decimal }}
        onChange={(spreadU) => onChange({ spreadU })}
      />
      <Slider
        label={
          <>
            spread <V of="σ" sub="v" />
          </>
        }
        {...{ value: settings.spreadV, range: spreadRange, step: 0.01, show: decimal }}
        onChange={(spreadV) => onChange({ spreadV })}
      />
      <Slider
        label={
          <>
            correlation <V of="ρ" />
          </>
        }
        {...{ value: settings.correlation, range: correlationRange, step: 0.01, show: decimal }}
        onChange={(correlation) => onChange({ correlation })}
      />
      <h2>Conditions</h2>
      <Slider
        label={
          <>
            given <V of="v" />
          </>
        }
        {...{ value: settings.v, range: givenRange, step: 0.05, show: decimal }}
        onChange={(v) => onChange({ v })}
      />
      <Slider
        label={
          <>
            given <V of="u" />
          </>
        }
        {...{ value: settings.u, range: givenRange, step: 0.05, show: decimal }}
        onChange={(u) => onChange({ u })}
      />
    </form>
  );
}

function WeightSlider({ settings, onChange }: Parameters<typeof TiltControls>[0]) {
  const { lambdaU, lambdaV } = weightsOf(settings);
  return (
    <Slider
      label={
        <>
          weights <V of="λ" sub="u" />, <V of="λ" sub="v" />
        </>
      }
      {...{ value: lambdaU, range: [0, 2], step: 0.05 }}
      show={() => `${decimal(lambdaU)}, ${decimal(lambdaV)}`}
      onChange={(next) => onChange({ lambdaU: next })}
    />
  );
}
