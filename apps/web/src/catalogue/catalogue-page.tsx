import { Fold } from "../components/fold.js";
import { V } from "../components/maths.js";
import { useUrlState } from "../state/url-state.js";
import { CatalogueControls } from "./catalogue-controls.js";
import { LossCards } from "./loss-cards.js";
import { MetricCards } from "./metric-cards.js";
import { PluginBox } from "./plugin-box.js";
import { catalogueFields } from "./settings.js";

/** Every loss and every metric: formula, relations, and a small plot that follows the controls. */
export default function CataloguePage() {
  const [settings, change] = useUrlState("losses", catalogueFields);
  return (
    <>
      <header className="lab-head">
        <h1>Losses and metrics</h1>
        <p>
          A metric makes scores <V of="S" sub="ij" /> of two sets of embeddings; a loss makes one number of the scores.
          Any metric works with any loss. The plots are computed here, from the definitions that training uses.
        </p>
      </header>
      <div className="lab">
        <div className="controls">
          <Fold title="Settings and plugins">
            <CatalogueControls settings={settings} change={change} />
            <PluginBox />
          </Fold>
        </div>
        <div className="stack">
          <LossCards settings={settings} />
          <MetricCards settings={settings} change={change} />
        </div>
      </div>
    </>
  );
}
