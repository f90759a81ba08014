import type { ReactNode } from "react";
import { gradientOf, type Palette } from "./palettes.js";

/** What the colours of a map mean. */
export const ColourBar = (props: {
  palette: Palette;
  low: string;
  middle?: string;
  high: string;
  label: ReactNode;
}) => (
  <div className="colour-bar">
    <span className="colour-bar-label">{props.label}</span>
    <div style={{ backgroundImage: gradientOf(props.palette) }} />
    <span>{props.low}</span>
    <span>{props.middle}</span>
    <span>{props.high}</span>
  </div>
);
