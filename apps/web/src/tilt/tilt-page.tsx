import { hasClosedForm, type PairLaw, type Solution, scalarNormal, solveModel, solveTruth } from "@crosstilt/labs/tilt";
import { memo, useDeferredValue, useMemo } from "react";
import { Legend } from "../components/legend.js";
import { V } from "../components/maths.js";
import type { Scales } from "../components/plot.js";
import { Term } from "../components/term.js";
import type { LinearTraining } from "../engine/use-linear-training.js";
import { decimal } from "../state/format.js";
import { useUrlState } from "../state/url-state.js";
import { TiltControls } from "./controls.js";
import { CovarianceCard } from "./covariance-card.js";
import { DensityPanel } from "./density-panel.js";
import { EllipseHandles } from "./ellipse-handles.js";
import { JointPanel } from "./joint-panel.js";
import { Samples } from "./samples.js";
import { type TiltSettings, tiltFields } from "./settings.js";
import { TiltPanel } from "./tilt-panel.js";
import { TiltTraining, trainedSolution, useTiltTraining } from "./training.js";
import { VerdictTable } from "./verdict-table.js";
import { explanation, verdicts } from "./words.js";

/** Figures 1 to 6: a Gaussian truth, what a metric and a loss make of it, and what is wrong with that. */
export default function TiltPage() {
  const [settings, change] = useUrlState("tilt", tiltFields);
  const truth = useMemo(() => solveTruth(settings), [settings]);
  const best = useMemo(() => solveModel(settings), [settings]);
  const training = useTiltTraining(settings);
  const last = training.reports.at(-1);
  const solution = useMemo(() => (last ? trainedSolution(settings, last) : best), [settings, last, best]);
  // A drag moves the drawings at once; the words follow when there is time.
  const found = useDeferredValue(useMemo(() => ({ settings, truth, solution }), [settings, truth, solution]));
  return (
    <>
      <header className="lab-head">
        <h1>Tilt lab</h1>
        <p>
          Drag the dashed ellipse to choose a truth, and the orange lines to choose conditions. The model is the{" "}
          <Term of="reference" /> times the best <Term of="tilt" /> that the chosen metric and loss can find, in{" "}
          <Term of="closed form" />.
        </p>
      </header>
      <div className="lab figure-first">
        <TiltControls settings={settings} onChange={change} />
        <div className="stack">
          <JointPanels
            settings={settings}
            truth={truth}
            change={change}
            model={solution.law}
            score={solution.score}
            state={stateOf(settings, training)}
          />
          <label className="inline">
            <input
              type="checkbox"
              checked={settings.samples === 1}
              onChange={(event) => change({ samples: event.target.checked ? 1 : 0 })}
            />{" "}
            show 250 pairs of the truth
          </label>
          <Legend
            entries={[
              ["truth", "truth"],
              ["model", "model"],
              ["reference", "reference, the marginal of the truth"],
            ]}
          />
          <DensityPanels settings={settings} truth={truth} model={solution.law} />
          <Findings {...found} />
          <TiltTraining settings={settings} training={training} best={best} onChange={change} />
          <CovarianceCard change={change} />
        </div>
      </div>
    </>
  );
}

const Findings = memo(function Findings({ settings, truth, solution }: Found) {
  return (
    <section className="card" aria-labelledby="findings">
      <h2 id="findings">What is right, what is wrong</h2>
      <p>{explanation(settings)}</p>
      <VerdictTable verdicts={verdicts(settings, truth, solution)} joint={solution.divergences.joint} />
    </section>
  );
});

/** What the words are about. */
interface Found {
  readonly settings: TiltSettings;
  readonly truth: PairLaw;
  readonly solution: Solution;
}

function stateOf(settings: TiltSettings, { reports, status }: LinearTraining): string {
  if (reports.length > 0) return status === "done" ? "trained" : "in training";
  return hasClosedForm(settings) ? "in closed form" : "not trained yet";
}

/** What the panels show. */
interface PanelsProps {
  readonly settings: TiltSettings;
  readonly truth: PairLaw;
  readonly model: PairLaw;
  /** Where the model comes from, in words. */
  readonly state?: string;
  readonly score?: Solution["score"];
}

const JointPanels = memo(function JointPanels({
  settings,
  truth,
  model,
  state,
  score,
  change,
}: PanelsProps & { change: (patch: Partial<TiltSettings>) => void }) {
  const { spreadU, spreadV, u, v } = settings;
  const product = [
    [spreadU ** 2, 0],
    [0, spreadV ** 2],
  ];
  const common = { given: { u, v }, onGiven: change };
  const dots = (scales: Scales) => settings.samples === 1 && <Samples {...settings} scales={scales} />;
  // A drag moves the laws at once; the lines of the tilt follow when there is time.
  const tilt = useDeferredValue(useMemo(() => ({ settings, law: model, score }), [settings, model, score]));
  return (
    <div className="panels four joint-panels">
      <JointPanel
        {...{ ...common, onGiven: undefined, className: "reference" }}
        title="Reference"
        detail={
          <>
            product of the marginals, <V of="μ" sub="u" /> ⊗ <V of="μ" sub="v" />
          </>
        }
        label="Contours of the product of the marginals"
        shape={{ kind: "ellipse", covariance: product }}
      />
      <JointPanel
        {...{ ...common, shape: truth.shape, className: "truth" }}
        title="Truth"
        detail={
          <>
            the joint law <V of="μ" /> of the pairs
          </>
        }
        label="Contours of the true joint law, with handles"
      >
        {(scales) => (
          <>
            {dots(scales)}
            <EllipseHandles settings={settings} scales={scales} onShape={change} />
          </>
        )}
      </JointPanel>
      <TiltPanel {...tilt}>{dots}</TiltPanel>
      <JointPanel
        {...{ ...common, shape: model.shape, className: "model" }}
        title="Model"
        detail={
          model.shape ? (
            <>
              the tilted law <V of="ν" />
              {`, ${state}`}
            </>
          ) : (
            "no joint law exists, only the conditionals"
          )
        }
        label="Contours of the model's joint law, with handles for the conditions"
      />
    </div>
  );
});

const DensityPanels = memo(function DensityPanels({ settings, truth, model }: PanelsProps) {
  const { u, v, spreadU, spreadV } = settings;
  const reference = { u: scalarNormal(0, spreadU ** 2), v: scalarNormal(0, spreadV ** 2) };
  const [uGivenV, vGivenU] = [model.uGivenV(v), model.vGivenU(u)];
  return (
    <div className="panels four">
      <DensityPanel
        title={
          <>
            <V of="u" /> given <V of="v" /> = {decimal(v)}
          </>
        }
        detail={`mean ${decimal(uGivenV.mean)} for ${decimal(truth.uGivenV(v).mean)}`}
        label={`Densities of u given v = ${decimal(v)}`}
        variable="u"
        laws={[
          ["reference", reference.u],
          ["truth", truth.uGivenV(v)],
          ["model", uGivenV],
        ]}
      />
      <DensityPanel
        title={
          <>
            <V of="v" /> given <V of="u" /> = {decimal(u)}
          </>
        }
        detail={`mean ${decimal(vGivenU.mean)} for ${decimal(truth.vGivenU(u).mean)}`}
        label={`Densities of v given u = ${decimal(u)}`}
        variable="v"
        laws={[
          ["reference", reference.v],
          ["truth", truth.vGivenU(u)],
          ["model", vGivenU],
        ]}
      />
      <DensityPanel
        title={
          <>
            marginal of <V of="u" />
          </>
        }
        detail={
          model.marginalU
            ? `variance ${decimal(model.marginalU.variance)} for ${decimal(spreadU ** 2)}`
            : "the model has none"
        }
        label="Marginal densities of u"
        variable="u"
        laws={[
          ["truth", truth.marginalU],
          ["model", model.marginalU],
        ]}
      />
      <DensityPanel
        title={
          <>
            marginal of <V of="v" />
          </>
        }
        detail={
          model.marginalV
            ? `variance ${decimal(model.marginalV.variance)} for ${decimal(spreadV ** 2)}`
            : "the model has none"
        }
        label="Marginal densities of v"
        variable="v"
        laws={[
          ["truth", truth.marginalV],
          ["model", model.marginalV],
        ]}
      />
    </div>
  );
});
