import type { OptionSpec } from "@crosstilt/core";
import type { ReactNode } from "react";
import { Formula, Sentence } from "../components/formula.js";
import type { Entry } from "./entry.js";

const needs: Record<string, string> = {
  statistics: "row and column means of the scores, O(N) memory",
  scores: "the whole score matrix, O(N²) memory",
  embeddings: "the embeddings, whatever the metric",
  samples: "the score matrix and the raw samples",
};

/** What there is to know of a definition, around its plot. */
export function EntryCard({ entry, children }: { entry: Entry; children: ReactNode }) {
  const { name, summary, formula, relations, source, plugin, options } = entry;
  return (
    <article className="card entry" aria-labelledby={`entry-${entry.kind}-${name}`}>
      <h3 id={`entry-${entry.kind}-${name}`}>
        {name}
        {plugin !== undefined && <small className="badge">plugin</small>}
      </h3>
      <p>
        <Sentence text={summary} />
      </p>
      {formula && (
        <p className="entry-formula">
          <Formula text={formula} />
        </p>
      )}
      {children}
      <ul className="relations">
        {relations.map((relation) => (
          <li key={relation}>
            <Sentence text={relation} />
          </li>
        ))}
      </ul>
      <details className="more">
        <summary>Options and source</summary>
        <dl>
          {entry.needs && <Fact name="needs" text={needs[entry.needs] ?? entry.needs} />}
          {Object.entries(options).map(([option, spec]) => (
            <Fact key={option} name={<code>{option}</code>} text={`${spec.description}; ${range(spec)}`} />
          ))}
          {source && <Fact name="source" text={source} />}
          {plugin !== undefined && <Fact name="plugin" text={plugin} />}
        </dl>
      </details>
    </article>
  );
}

const Fact = ({ name, text }: { name: ReactNode; text: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>{text}</dd>
  </div>
);

const range = (spec: OptionSpec): string =>
  `${spec.type === "choice" ? `${spec.choices.join(", ")}; ` : ""}default ${String(spec.default) || "none"}`;
