import { type FormEvent, useState } from "react";
import { DropZone } from "../components/drop-zone.js";
import type { PluginOutcome } from "../engine/catalogue.js";
import { addPlugin, removePlugin, usePlugins } from "./plugins.js";

/** Adds plugins by file or address, and lists those there are. */
export function PluginBox() {
  const { outcomes, loading } = usePlugins();
  const [address, setAddress] = useState("");
  const onFiles = (files: readonly File[]) => {
    void Promise.all(files.map(async (file) => addPlugin({ name: file.name, text: await file.text() })));
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (address.trim() !== "") void addPlugin({ name: new URL(address.trim(), location.href).href });
  };
  return (
    <section className="card plugins" aria-labelledby="plugins">
      <h2 id="plugins">Plugins</h2>
      <p className="small muted">
        A JavaScript module that exports what defineLoss, defineMetric or defineEncoder return. It appears in every
        chooser and stays on this machine. A plugin is code that runs in this page: add only what you trust.
      </p>
      <DropZone label="Plugin file" accept=".js,.mjs" onFiles={onFiles} />
      <form className="plugin-address" onSubmit={onSubmit}>
        <label>
          <span className="visually-hidden">Address of a plugin</span>
          <input
            type="url"
            placeholder="https://…/my-loss.js"
            value={address}
            onChange={(event) => setAddress(event.target.value)}
          />
        </label>
        <button type="submit">Add</button>
      </form>
      <div aria-live="polite">
        {loading && <p className="small muted">Loading…</p>}
        <ul className="plugin-list">
          {outcomes.map((outcome) => (
            <PluginItem key={outcome.name} outcome={outcome} />
          ))}
        </ul>
      </div>
    </section>
  );
}

function PluginItem({ outcome: { name, added, failure } }: { outcome: PluginOutcome }) {
  const shown = name.split("/").at(-1);
  return (
    <li>
      <div>
        <strong>{shown}</strong>
        {failure === "" ? <span className="small"> adds {added.join(", ")}</span> : <p className="alert">{failure}</p>}
      </div>
      <button type="button" className="quiet" onClick={() => void removePlugin(name)}>
        Remove<span className="visually-hidden"> {shown}</span>
      </button>
    </li>
  );
}
