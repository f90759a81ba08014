import type { ReactNode } from "react";
import { useNarrow } from "../state/narrow.js";

/** Settings that stand beside the page where there is room, and are folded away above its content on a phone. */
export function Fold({ title, children }: { title: string; children: ReactNode }) {
  if (!useNarrow()) return children;
  return (
    <details className="fold">
      <summary>{title}</summary>
      {children}
    </details>
  );
}
