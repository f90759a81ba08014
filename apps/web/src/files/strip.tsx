const width = 240;
const height = 46;

/** The numbers of a sample as bars up and down from zero. */
export function Strip({ values, className, label }: { values: readonly number[]; className: string; label: string }) {
  const largest = Math.max(1e-9, ...values.map(Math.abs));
  const slot = width / values.length;
  const middle = height / 2;
  return (
    <svg className="plot strip" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      {values.map((value, i) => {
        const size = (middle * Math.abs(value)) / largest;
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: the index is the coordinate
            key={i}
            className={`bar ${className}`}
            x={i * slot + slot * 0.12}
            width={slot * 0.76}
            y={value > 0 ? middle - size : middle}
            height={Math.max(0.6, size)}
          />
        );
      })}
      <line className="grid-line" x1={0} x2={width} y1={middle} y2={middle} />
    </svg>
  );
}
