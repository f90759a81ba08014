import { useEffect, useRef } from "react";
import { labs } from "../labs.js";
import { useTheme } from "../state/theme.js";
import { CopyLink } from "./copy-link.js";

/** Brand, links to the labs, and the switch between light and dark. */
export function Header({ current }: { current: string }) {
  const { dark, toggle } = useTheme();
  const nav = useRef<HTMLElement>(null);
  // Where the links do not fit, the row scrolls, and the current one must be in sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page has another current link
  useEffect(() => {
    const link = nav.current!.querySelector<HTMLElement>("[aria-current]");
    if (link) nav.current!.scrollLeft = link.offsetLeft - (nav.current!.clientWidth - link.clientWidth) / 2;
  }, [current]);
  return (
    <header className="site-header">
      <a className="brand" href="#/" aria-label="crosstilt, start">
        <Mark />
        crosstilt
      </a>
      <nav ref={nav} aria-label="Labs">
        {labs.map(({ name, short }) => (
          <a key={name} href={`#/${name}`} aria-current={name === current ? "page" : undefined}>
            {short}
          </a>
        ))}
      </nav>
      <CopyLink />
      <button type="button" className="theme-toggle" aria-pressed={dark} onClick={toggle} title="Dark colours">
        <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
          <circle cx="10" cy="10" r="7.2" fill="none" stroke="currentColor" strokeWidth="1.6" />
          <path d="M10 2.8a7.2 7.2 0 0 1 0 14.4z" fill="currentColor" />
        </svg>
        <span className="visually-hidden">Dark colours</span>
      </button>
    </header>
  );
}

/** A circle and what a tilt makes of it. */
const Mark = () => (
  <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
    <circle cx="16" cy="16" r="9" fill="none" stroke="var(--reference)" strokeWidth="1.6" />
    <ellipse
      cx={16}
      cy={16}
      rx={13}
      ry={5.5}
      transform="rotate(-45 16 16)"
      fill="none"
      stroke="var(--model)"
      strokeWidth="2.6"
    />
  </svg>
);
