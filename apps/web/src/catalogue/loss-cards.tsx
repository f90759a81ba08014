import type { LossCurve } from "@crosstilt/labs/catalogue";
import { startEngine } from "../engine/client.js";
import { type Outcome, useEach } from "../engine/use-each.js";
import { EntryCard } from "./entry-card.js";
import { LossPlot } from "./loss-plot.js";
import { useEntries } from "./plugins.js";
import { type CatalogueSettings, pointsOf } from "./settings.js";

/** A card a loss, with its curve. */
export function LossCards({ settings }: { settings: CatalogueSettings }) {
  const entries = useEntries("loss");
  const { metric, along, correlation, scale, pairs, seed } = settings;
  const job = { metric, along, correlation, scale, pairs, seed, points: pointsOf(settings) };
  // A metric that is not here is said to be missing once, where it is chosen.
  const known = useEntries("metric").some(({ name }) => name === metric);
  const curves = useEach<LossCurve>(known ? entries.map(({ name }) => name) : [], JSON.stringify(job), (loss) =>
    startEngine().lossCurve({ ...job, loss }),
  );
  return (
    <section aria-labelledby="losses">
      <h2 id="losses">Losses</h2>
      <div className="entries">
        {entries.map((entry) => (
          <EntryCard key={entry.name} entry={entry}>
            <CurveOrFailure settings={settings} name={entry.name} outcome={curves.get(entry.name)} />
          </EntryCard>
        ))}
      </div>
    </section>
  );
}

function CurveOrFailure(props: { settings: CatalogueSettings; name: string; outcome: Outcome<LossCurve> | undefined }) {
  const { settings, name, outcome } = props;
  if (outcome?.failure !== undefined) return <p className="alert entry-failure">{outcome.failure}</p>;
  return <LossPlot settings={settings} name={name} curve={outcome?.value} />;
}
