import type { ReactNode } from "react";

/** A drawing of a given size that fills the width it gets; with parts to choose or drag its parts stay reachable. */
export function Drawing(props: {
  width: number;
  height: number;
  /** What it shows, for those who cannot see it. */
  label: string;
  interactive?: boolean;
  className?: string;
  children: ReactNode;
}) {
  const { width, height, label, interactive = false, className = "", children } = props;
  return (
    <svg
      className={`plot ${className}`}
      viewBox={`0 0 ${width} ${height}`}
      role={interactive ? "group" : "img"}
      aria-label={label}
    >
      {children}
    </svg>
  );
}
