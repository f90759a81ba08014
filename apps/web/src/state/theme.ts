import { useState } from "react";

/** What the reader chose; `system` follows the operating system. */
export type Theme = "system" | "light" | "dark";

const key = "crosstilt-theme";

/** The stored choice; `system` where nothing is stored or storage is closed. */
export function storedTheme(): Theme {
  try {
    const stored = localStorage.getItem(key);
    return stored === "light" || stored === "dark" ? stored : "system";
  } catch {
    return "system";
  }
}

/** Marks the document; the colours themselves are in tokens.css. */
export function applyTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

const isDark = (theme: Theme): boolean =>
  theme === "dark" || (theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);

/** Whether the page is dark now, and the function that turns it over. */
export function useTheme(): { dark: boolean; toggle(): void } {
  const [theme, setTheme] = useState(storedTheme);
  const dark = isDark(theme);
  const toggle = () => {
    const next = dark ? "light" : "dark";
    try {
      localStorage.setItem(key, next);
    } catch {
      // Storage is closed: the choice lasts until the page is left.
    }
    applyTheme(next);
    setTheme(next);
  };
  return { dark, toggle };
}
