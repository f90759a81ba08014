import type { ReactNode, Ref } from "react";

/** A drawing of a given size that fills the width it gets; with parts to choose or drag its parts stay reachable. */
export function Drawing(props: {
  width: number;
  height: number;
  /** What it shows, for those who cannot see it. */
  label: string;
  interactive?: boolean;
  className?: string;
  ref?: Ref<SVGSVGElement>;
  children: ReactNode;
}) {
  const { width, height, label, interactive = false, className = "", ref, children } = props;
  return (
    <svg
      ref={ref}
      className={`plot ${className}`}
      viewBox={`0 0 ${width} ${height}`}
      role={interactive ? "group" : "img"}
      aria-label={label}
    >
      {children}
    </svg>
  );
}
