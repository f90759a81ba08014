import type { RetrievalReport } from "@crosstilt/evaluation";
import { decimal } from "../state/format.js";

/** A finished run: what was trained how, and what it reached. */
export interface Run {
  /** The files, by name. */
  readonly files: string;
  readonly settings: string;
  /** The address that sets the page to it. */
  readonly hash: string;
  /** R@1 and R@10 of both directions. */
  readonly recall: readonly number[];
}

/** What a report says of a run in four numbers. */
export const recallOf = ({ uToV, vToU }: RetrievalReport): readonly number[] =>
  [uToV, vToU].flatMap(({ metrics }) => [metrics["recall@1"]!, metrics["recall@10"]!]);

/** Finished runs to compare, the newest first. */
export function HistoryCard({ runs }: { runs: readonly Run[] }) {
  const best = [0, 1, 2, 3].map((k) => Math.max(...runs.map(({ recall }) => recall[k]!)));
  return (
    <section className="card" aria-labelledby="history">
      <h2 id="history">Runs so far</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: on a phone the table scrolls, also by keys */}
      <div className="scroll" tabIndex={0}>
        <table className="numbers runs">
          <thead>
            <tr>
              <th scope="col">run</th>
              <th scope="col">R@1, v for u</th>
              <th scope="col">R@10, v for u</th>
              <th scope="col">R@1, u for v</th>
              <th scope="col">R@10, u for v</th>
            </tr>
          </thead>
          <tbody>
            {runs.map(({ files, settings, hash, recall }, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: runs are told apart by their order
              <tr key={i}>
                <th scope="row">
                  <a href={hash}>{settings}</a>
                  <small className="muted">{files}</small>
                </th>
                {recall.map((share, k) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the index is the column
                  <td key={k} className={share === best[k] ? "best-run" : undefined}>
                    {decimal(100 * share, 1)} %
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
