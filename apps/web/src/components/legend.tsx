import type { ReactNode } from "react";

/** What the lines of nearby plots stand for. */
export const Legend = ({ entries }: { entries: readonly (readonly [className: string, name: ReactNode])[] }) => (
  <ul className="legend">
    {entries.map(([className, name]) => (
      <li key={className}>
        <svg viewBox="0 0 28 10" width="28" height="10" aria-hidden="true">
          <path className={`curve ${className}`} d="M1 5H27" />
        </svg>
        {name}
      </li>
    ))}
  </ul>
);
