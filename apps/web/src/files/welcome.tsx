import type { Files } from "./use-files.js";

const steps = [
  [
    "Bring two files",
    "CSV, NPY, Parquet and more, row by row or joined by a column. Embeddings, measurements, labels.",
  ],
  ["See what is in them", "Sizes, repeats, gaps, and how strongly the two sides are related before any training."],
  ["Train and ask", "Encoders learn in this browser; then each row of one side retrieves its like on the other."],
] as const;

/** What there is to do before both files are read. */
export function Welcome({ files: { u, v }, onExample }: { files: Files; onExample: () => void }) {
  if (u && v) return <p className="card muted">Reading the files…</p>;
  const missing = u ? "the file of v" : v ? "the file of u" : "two files";
  return (
    <section className="card welcome" aria-labelledby="welcome">
      <h2 id="welcome">{u || v ? "One more file" : "Three steps"}</h2>
      <ol>
        {steps.map(([title, text]) => (
          <li key={title}>
            <h3>{title}</h3>
            <p className="muted">{text}</p>
          </li>
        ))}
      </ol>
      <p>
        Drop {missing} into the boxes, or look at it with the example: 1 500 random fields, seen through noisy values
        and through their leading coefficients.
      </p>
      <button type="button" className="primary" onClick={onExample}>
        Try the example
      </button>
    </section>
  );
}
