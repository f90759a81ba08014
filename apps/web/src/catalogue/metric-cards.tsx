import { startEngine } from "../engine/client.js";
import { useEach } from "../engine/use-each.js";
import { EntryCard } from "./entry-card.js";
import { fieldLimit, fieldSize, MetricPlot } from "./metric-plot.js";
import { useEntries } from "./plugins.js";
import type { CatalogueSettings } from "./settings.js";

/** A card a metric, with the score of one embedding against all others of the plane. */
export function MetricCards(props: {
  settings: CatalogueSettings;
  change: (patch: Partial<CatalogueSettings>) => void;
}) {
  const { settings, change } = props;
  const entries = useEntries("metric");
  const u: [number, number] = [settings.x, settings.y];
  const fields = useEach(
    entries.map(({ name }) => name),
    String(u),
    (metric) => startEngine().metricField({ metric, u, limit: fieldLimit, size: fieldSize }),
  );
  return (
    <section aria-labelledby="metrics">
      <h2 id="metrics">Metrics</h2>
      <p className="muted">
        The score of one embedding <i>g</i>
        <sub>
          <i>u</i>
        </sub>
        , which can be dragged, with every <i>g</i>
        <sub>
          <i>v</i>
        </sub>{" "}
        of the plane: darker is higher, the dashed line is score zero. Learned parts have their initial values.
      </p>
      <div className="entries">
        {entries.map((entry) => {
          const { value, failure } = fields.get(entry.name) ?? {};
          return (
            <EntryCard key={entry.name} entry={entry}>
              {failure !== undefined ? (
                <p className="alert entry-failure">{failure}</p>
              ) : (
                <MetricPlot
                  u={u}
                  field={value}
                  name={entry.name}
                  onMove={([x, y]) => change({ x: round(x), y: round(y) })}
                />
              )}
            </EntryCard>
          );
        })}
      </div>
    </section>
  );
}

const round = (value: number): number => Number(Math.min(2, Math.max(-2, value)).toFixed(2));
