import type { RetrievalReport } from "@crosstilt/evaluation";
import { decimal } from "../state/format.js";

/** How often each side of pairs finds its partner among the first one, five and ten. */
export function RecallTable({ retrieval: { uToV, vToU }, of }: { retrieval: RetrievalReport; of: string }) {
  const chance = (k: number) => Math.min(1, k / uToV.gallery);
  const percent = (value: number) => `${decimal(100 * value, 1)} %`;
  return (
    <table className="numbers">
      <thead>
        <tr>
          <th scope="col">{of}</th>
          <th scope="col">v for u</th>
          <th scope="col">u for v</th>
          <th scope="col">chance</th>
        </tr>
      </thead>
      <tbody>
        {[1, 5, 10].map((k) => (
          <tr key={k}>
            <th scope="row">R@{k}</th>
            <td data-recall={`u ${k}`}>{percent(uToV.metrics[`recall@${k}`]!)}</td>
            <td data-recall={`v ${k}`}>{percent(vToU.metrics[`recall@${k}`]!)}</td>
            <td>{percent(chance(k))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
