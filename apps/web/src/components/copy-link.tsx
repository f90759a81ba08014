import { useEffect, useState } from "react";

/** How long the page says that it copied. */
const SAID = 2500;

/** Copies the address of what is seen: the settings of every page are in it. */
export function CopyLink() {
  const [said, say] = useState("");
  useEffect(() => {
    if (said === "") return;
    const timer = setTimeout(() => say(""), SAID);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      say("Link copied.");
    } catch {
      say("This browser lets no page copy: take the address from its address bar.");
    }
  };
  return (
    <span className="copy-link">
      <button type="button" title="Copy a link to this view" onClick={() => void copy()}>
        <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
          <path
            d="M8.2 11.8a3.4 3.4 0 0 0 4.8 0l2.7-2.7a3.4 3.4 0 0 0-4.8-4.8L9.7 5.5M11.8 8.2a3.4 3.4 0 0 0-4.8 0l-2.7 2.7a3.4 3.4 0 0 0 4.8 4.8l1.2-1.2"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.6"
            strokeLinecap="round"
          />
        </svg>
        <span className="visually-hidden">Copy a link to this view</span>
      </button>
      <span role="status">{said}</span>
    </span>
  );
}
