import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.js";
import { applyTheme, storedTheme } from "./state/theme.js";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/layout.css";
import "./styles/plots.css";
import "./styles/home.css";
import "./styles/figure.css";
import "./styles/catalogue.css";
import "./styles/mnist.css";
import "./styles/files.css";

// What is dropped beside a box would replace the page, and all that was done on it, by the file.
for (const event of ["dragover", "drop"]) addEventListener(event, (dropped) => dropped.preventDefault());

applyTheme(storedTheme());
createRoot(document.getElementById("app")!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
