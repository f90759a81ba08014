import { type ReactNode, useId } from "react";
import type { EntryKind } from "./entry.js";
import { useEntries } from "./plugins.js";

/** One of the parts of a kind, plugins included; a name that is not here is shown as missing. */
export function Choose(props: {
  kind: EntryKind;
  label: ReactNode;
  value: string;
  /** Names that do not fit the place. */
  except?: readonly string[];
  onChange: (name: string) => void;
}) {
  const { kind, label, value, except = [], onChange } = props;
  const id = useId();
  const entries = useEntries(kind).filter(({ name }) => !except.includes(name));
  const missing = !entries.some(({ name }) => name === value);
  const plugins = entries.filter(({ plugin }) => plugin !== undefined);
  return (
    <div className="choose">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
        {missing && <option value={value}>{value} (missing)</option>}
        {options(entries.filter(({ plugin }) => plugin === undefined))}
        {plugins.length > 0 && <optgroup label="from plugins">{options(plugins)}</optgroup>}
      </select>
      {missing && (
        <p className="alert">
          There is no {kind} “{value}” here. Add the plugin that brings it under{" "}
          <a href="#/losses">Losses and metrics</a>.
        </p>
      )}
    </div>
  );
}

const options = (entries: readonly { readonly name: string }[]) =>
  entries.map(({ name }) => (
    <option key={name} value={name}>
      {name}
    </option>
  ));
