import { ChooseOrOther } from "../catalogue/choose-or-other.js";
import { V } from "../components/maths.js";
import { Slider } from "../components/slider.js";
import { decimal } from "../state/format.js";
import { presets } from "./presets.js";
import { correlationRange, givenRange, spreadRange, type TiltSettings, weightsOf } from "./settings.js";
import { useWeighted } from "./training.js";

/** Everything that can be chosen without dragging. */
export function TiltControls(props: { settings: TiltSettings; onChange: (patch: Partial<TiltSettings>) => void }) {
  const { settings, onChange } = props;
  const weighted = useWeighted(settings.loss);
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
      <ChooseOrOther
        legend="Alignment metric"
        kind="metric"
        value={settings.metric}
        known={[
          ["inner-product", "inner product"],
          ["quadratic", "quadratic"],
          ["cosine", "cosine"],
        ]}
        other="hyperbolic"
        onChange={(metric) => onChange({ metric })}
      />
      <ChooseOrOther
        legend="Loss"
        kind="loss"
        value={settings.loss}
        known={[
          ["conditional", "conditional"],
          ["joint", "joint"],
        ]}
        other="siglip"
        onChange={(loss) => onChange({ loss })}
      />
      {weighted && <WeightSlider {...{ settings, onChange }} />}
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
