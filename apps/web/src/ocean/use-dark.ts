import { useSyncExternalStore } from "react";

const system = () => matchMedia("(prefers-color-scheme: dark)");

function isDark(): boolean {
  const { theme } = document.documentElement.dataset;
  return theme ? theme === "dark" : system().matches;
}

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  const query = system();
  query.addEventListener("change", listener);
  return () => {
    observer.disconnect();
    query.removeEventListener("change", listener);
  };
}

/** Whether the page is dark now, for what is painted and not styled. */
export const useDark = (): boolean => useSyncExternalStore(subscribe, isDark);
