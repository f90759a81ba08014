import { weightsOf } from "@crosstilt/labs/tilt";
import { memo } from "react";
import { ChooseOrOther } from "../catalogue/choose-or-other.js";
import { V } from "../components/maths.js";
import { Presets } from "../components/presets.js";
import { Slider } from "../components/slider.js";
import { Term } from "../components/term.js";
import { decimal } from "../state/format.js";
import { presets } from "./presets.js";
import { correlationRange, givenRange, spreadRange, type TiltSettings, tiltFields } from "./settings.js";
import { useWeighted } from "./training.js";

/** Everything that can be chosen without dragging; each group is drawn anew only when something of it changes. */
export function TiltControls({ settings, onChange }: { settings: TiltSettings; onChange: Change }) {
  const { metric, loss, lambdaU, spreadU, spreadV, correlation, u, v } = settings;
  return (
    <form className="controls card" aria-label="Settings" onSubmit={(event) => event.preventDefault()}>
      <ModelControls metric={metric} loss={loss} lambdaU={lambdaU} onChange={onChange} />
      <TruthControls spreadU={spreadU} spreadV={spreadV} correlation={correlation} onChange={onChange} />
      <ConditionControls u={u} v={v} onChange={onChange} />
      <Presets lab="tilt" fields={tiltFields} presets={presets} settings={settings} />
    </form>
  );
}

type Change = (patch: Partial<TiltSettings>) => void;

/** Properties of a group of controls. */
type GroupProps<K extends keyof TiltSettings> = Pick<TiltSettings, K> & { readonly onChange: Change };

const ModelControls = memo(function ModelControls(props: GroupProps<"metric" | "loss" | "lambdaU">) {
  const { metric, loss, lambdaU, onChange } = props;
  const weighted = useWeighted(loss);
  return (
    <>
      <h2>Model</h2>
      <ChooseOrOther
        legend="Alignment metric"
        kind="metric"
        value={metric}
        known={[
          ["inner-product", "inner product"],
          ["quadratic", "quadratic"],
          ["general-quadratic", "general quadratic"],
          ["cosine", "cosine"],
        ]}
        other="hyperbolic"
        onChange={(next) => onChange({ metric: next })}
      />
      <ChooseOrOther
        legend="Loss"
        kind="loss"
        value={loss}
        known={[
          ["conditional", "conditional"],
          ["joint", "joint"],
        ]}
        other="siglip"
        onChange={(next) => onChange({ loss: next })}
      />
      {weighted && (
        <div>
          <WeightSlider lambdaU={lambdaU} onChange={onChange} />
          <p className="small muted weights-note">
            What are these <Term of="weights" />?
          </p>
        </div>
      )}
    </>
  );
});

const TruthControls = memo(function TruthControls(props: GroupProps<"spreadU" | "spreadV" | "correlation">) {
  const { spreadU, spreadV, correlation, onChange } = props;
  return (
    <>
      <h2>Truth</h2>
      <Slider
        label={
          <>
            spread <V of="σ" sub="u" />
          </>
        }
        value={spreadU}
        range={spreadRange}
        step={0.01}
        show={decimal}
        onChange={(next) => onChange({ spreadU: next })}
      />
      <Slider
        label={
          <>
            spread <V of="σ" sub="v" />
          </>
        }
        value={spreadV}
        range={spreadRange}
        step={0.01}
        show={decimal}
        onChange={(next) => onChange({ spreadV: next })}
      />
      <Slider
        label={
          <>
            correlation <V of="ρ" />
          </>
        }
        value={correlation}
        range={correlationRange}
        step={0.01}
        show={decimal}
        onChange={(next) => onChange({ correlation: next })}
      />
    </>
  );
});

const ConditionControls = memo(function ConditionControls({ u, v, onChange }: GroupProps<"u" | "v">) {
  return (
    <>
      <h2>Conditions</h2>
      <Slider
        label={
          <>
            given <V of="v" />
          </>
        }
        value={v}
        range={givenRange}
        step={0.05}
        show={decimal}
        onChange={(next) => onChange({ v: next })}
      />
      <Slider
        label={
          <>
            given <V of="u" />
          </>
        }
        value={u}
        range={givenRange}
        step={0.05}
        show={decimal}
        onChange={(next) => onChange({ u: next })}
      />
    </>
  );
});

function WeightSlider({ lambdaU, onChange }: GroupProps<"lambdaU">) {
  const { lambdaV } = weightsOf({ lambdaU });
  return (
    <Slider
      label={
        <>
          weights <V of="λ" sub="u" />, <V of="λ" sub="v" />
        </>
      }
      value={lambdaU}
      range={[0, 2]}
      step={0.05}
      show={() => `${decimal(lambdaU)}, ${decimal(lambdaV)}`}
      onChange={(next) => onChange({ lambdaU: next })}
    />
  );
}
