import { type KeyboardEvent, type ReactNode, useId, useState } from "react";
import { type GlossaryWord, glossary } from "./glossary.js";

/** A word that is explained while it is pointed at or has the focus; Escape puts the explanation away. */
export function Term({ of, children }: { of: GlossaryWord; children?: ReactNode }) {
  const id = useId();
  const [away, setAway] = useState(false);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") setAway(true);
  };
  return (
    <span className="term" data-away={away}>
      <button
        type="button"
        aria-describedby={id}
        onKeyDown={onKeyDown}
        onBlur={() => setAway(false)}
        onPointerLeave={() => setAway(false)}
      >
        {children ?? of}
      </button>
      <span role="tooltip" id={id}>
        {glossary[of]}
      </span>
    </span>
  );
}
