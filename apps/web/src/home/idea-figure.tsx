/** Reference, tilt and model in one picture: round contours, pulled along the diagonal where the score is high. */
export function IdeaFigure() {
  return (
    <svg
      className="idea-figure"
      viewBox="0 0 420 330"
      role="img"
      aria-label="Round contours of the product of the marginals, and the slanted contours of the tilted law over them"
    >
      <defs>
        <linearGradient id="tilt" x1="0" y1="1" x2="1" y2="0">
          <stop offset="0" stopColor="var(--model)" stopOpacity="0.22" />
          <stop offset="0.5" stopColor="var(--model)" stopOpacity="0.03" />
          <stop offset="1" stopColor="var(--model)" stopOpacity="0.22" />
        </linearGradient>
      </defs>
      <rect x="50" y="10" width="290" height="280" rx="10" fill="url(#tilt)" />
      <g className="contours reference">
        {[120, 90, 62, 34].map((radius) => (
          <circle key={radius} cx="195" cy="150" r={radius} />
        ))}
      </g>
      <g className="contours model" transform="rotate(-45 195 150)">
        {[1, 0.75, 0.51, 0.28].map((size) => (
          <ellipse key={size} cx="195" cy="150" rx={138 * size} ry={72 * size} />
        ))}
      </g>
      <g className="idea-labels">
        <text x="195" y="318" textAnchor="middle">
          u
        </text>
        <text x="28" y="155" textAnchor="middle">
          v
        </text>
        <text className="high" x="334" y="34" textAnchor="end">
          score high
        </text>
        <text className="high" x="56" y="282">
          score high
        </text>
        <text className="low" x="334" y="282" textAnchor="end">
          reference
        </text>
      </g>
    </svg>
  );
}
