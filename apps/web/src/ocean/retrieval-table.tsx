import type { Retrieval } from "@crosstilt/labs/ocean";
import { type Method, methods } from "@crosstilt/labs/ocean";
import { decimal, whole } from "../state/format.js";

/** Names of the scores. */
export const methodNames: Record<Method, string> = {
  likelihood: "likelihood",
  mean: "posterior mean",
  whitened: "whitened mean",
  encoder: "trained encoder",
};

/** What each score makes of the path: the rank of the true field, and its best candidate. */
export function RetrievalTable({ retrieval, truth }: { retrieval: Retrieval | null; truth: number | null }) {
  return (
    <table className="numbers retrieval">
      <thead>
        <tr>
          <th scope="col">score by</th>
          {truth !== null && <th scope="col">rank</th>}
          <th scope="col">first</th>
          <th scope="col">its score</th>
        </tr>
      </thead>
      <tbody>
        {methods.map((method) => (
          <Row key={method} method={method} retrieval={retrieval} truth={truth} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ method, retrieval, truth }: { method: Method; retrieval: Retrieval | null; truth: number | null }) {
  const ranking = retrieval?.rankings[method];
  const best = ranking?.best[0];
  const verdict = ranking?.rank === 1 ? "verdict-right" : "verdict-wrong";
  const probability = method === "likelihood" ? retrieval?.weights[0] : undefined;
  return (
    <tr data-method={method}>
      <th scope="row">{methodNames[method]}</th>
      {truth !== null && (
        <td className={ranking ? verdict : undefined} data-rank>
          {ranking?.rank == null ? "–" : rankText(ranking.rank)}
        </td>
      )}
      <td data-best>{best ? `# ${best.index}` : "–"}</td>
      <td>{best ? scoreText(best.score, probability) : "–"}</td>
    </tr>
  );
}

const rankText = (rank: number): string => (Number.isInteger(rank) ? whole(rank) : rank.toFixed(1));

/** A probability among the candidates, or a cosine. */
const scoreText = (score: number, probability: number | undefined): string => {
  if (probability === undefined) return `cos ${decimal(score, 3)}`;
  return probability > 0.9995 ? "p ≈ 1" : `p = ${decimal(probability, 3)}`;
};
