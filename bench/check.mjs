/** How much worse than the committed ratio counts as a loss. */
const TOLERANCE = 1.2;

const keyOf = ({ name, threads, peerName }) => `${name}, ${threads} threads, against ${withoutVersion(peerName)}`;

/** Peers are compared across their versions. */
const withoutVersion = (peerName) => peerName?.replace(/ \d[\w.]*/, "");

/** One sentence for every row whose ratio is a fifth worse than the committed one. */
export function failures(rows, committed) {
  const before = new Map(committed.map((row) => [keyOf(row), row.ratio]));
  const compared = rows.filter((row) => typeof before.get(keyOf(row)) === "number");
  const lost = compared.filter((row) => row.ratio > TOLERANCE * before.get(keyOf(row)));
  if (compared.length === 0)
    return ["no row could be compared with those committed in bench/results: are the peers installed?"];
  return lost.map(
    (row) => `${keyOf(row)}: ratio ${row.ratio.toFixed(2)}, committed ${before.get(keyOf(row)).toFixed(2)}`,
  );
}
