import type { ReactNode } from "react";
import { Segmented } from "../components/segmented.js";
import { Choose } from "./choose.js";
import type { EntryKind } from "./entry.js";

/** A few parts that a lab knows well, as one control, and all others, plugins included, behind "other". */
export function ChooseOrOther(props: {
  legend: ReactNode;
  kind: EntryKind;
  value: string;
  known: readonly (readonly [name: string, text: ReactNode])[];
  /** What "other" means at first. */
  other: string;
  onChange: (name: string) => void;
}) {
  const { legend, kind, value, known, other, onChange } = props;
  const names = known.map(([name]) => name);
  const isKnown = names.includes(value);
  return (
    <>
      <Segmented
        legend={legend}
        columns={known.length === 3 ? 2 : undefined}
        value={isKnown ? value : "other"}
        choices={[...known, ["other", "other"]]}
        onChange={(name) => onChange(name === "other" ? other : name)}
      />
      {!isKnown && <Choose kind={kind} value={value} onChange={onChange} label={`Other ${kind}`} except={names} />}
    </>
  );
}
