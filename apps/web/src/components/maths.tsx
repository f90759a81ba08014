import type { ReactNode } from "react";

/** A letter of a formula with an optional index: `<V of="λ" sub="u" />`. */
export const V = ({ of, sub }: { of: ReactNode; sub?: ReactNode }) => (
  <>
    <i>{of}</i>
    {sub === undefined ? null : (
      <sub>
        <i>{sub}</i>
      </sub>
    )}
  </>
);
