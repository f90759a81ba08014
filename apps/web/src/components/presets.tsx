import type { Fields, Values } from "../state/fields.js";
import { hashOf } from "../state/route.js";

/** A figure of the paper as settings of a lab. */
export interface Preset<F extends Fields> {
  readonly name: string;
  readonly values: Partial<Values<F>>;
  /** What there is to see. */
  readonly see: string;
}

/**
 * Links to the figures of a lab, and what there is to see in those that the settings show. They stand below what is drawn and dragged,
 * which must not move when the words come and go.
 */
export function Presets<F extends Fields>(props: {
  lab: string;
  fields: F;
  presets: readonly Preset<F>[];
  /** At least those that the presets name. */
  settings: Partial<Values<F>>;
}) {
  const { lab, fields, presets, settings } = props;
  const written = (name: string, values: Partial<Values<F>>) => fields[name]!.write(values[name]);
  const known = presets.map(({ name, values, see }) => {
    const names = Object.keys(values);
    const query = new URLSearchParams(names.map((field) => [field, written(field, values)]));
    const shown = names.every((field) => written(field, settings) === written(field, values));
    return { name, see, hash: hashOf(lab, query), shown };
  });
  // Several figures of a lab may have the same settings: each says its own.
  const shown = known.filter((preset) => preset.shown);
  return (
    <>
      <h2>Figures of the paper</h2>
      <nav className="presets" aria-label="Figures of the paper">
        {known.map((preset) => (
          <a key={preset.name} href={preset.hash} aria-current={preset.shown ? "true" : undefined}>
            {preset.name}
          </a>
        ))}
      </nav>
      {shown.map(({ name, see }) => (
        <p key={name} className="small preset-see">
          <b>What should I see in {name}?</b> {see}
        </p>
      ))}
    </>
  );
}
