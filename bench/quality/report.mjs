// What is made of the hits: recall@1 with paired intervals of the difference to the best peer, and the page that says so.
import { createGenerator } from "@crosstilt/core";
import { bootstrap } from "@crosstilt/evaluation";

/** Share of the draws inside an interval. */
const LEVEL = 0.9;
const DIRECTIONS = ["uToV", "vToU"];
const CCA = "ridge CCA";
const NETWORK = "network";

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const sum = (values) => values.reduce((total, value) => total + value, 0);

/** The mean over seeds of every query's hits. */
const overSeeds = (runs, direction) =>
  runs[0].hits[direction].map((_, query) => mean(runs.map(({ hits }) => hits[direction][query])));

/** One direction of a set: recall of all, the best peer, and how far ours is above it. */
function compared({ ours, peers }, direction) {
  const own = overSeeds(ours, direction);
  const others = Object.entries(peers).map(([name, runs]) => ({ name, hits: overSeeds(runs, direction) }));
  const best = others.reduce((a, b) => (mean(b.hits) > mean(a.hits) ? b : a));
  const differences = own.map((hit, query) => hit - best.hits[query]);
  const { difference: interval } = bootstrap(differences, (draw) => ({ difference: mean(draw) }), {
    generator: createGenerator(1),
    samples: 2000,
    level: LEVEL,
  });
  const recall = Object.fromEntries(others.map(({ name, hits }) => [name, mean(hits)]));
  return { direction, ours: mean(own), recall, best: best.name, difference: mean(differences), interval };
}

/** The page, of what `measured` has: for each set the runs of ours and of the peers, one for each seed. */
export function page({ machine, load, seeds, measured }) {
  const sets = measured.map((set) => ({ ...set, directions: DIRECTIONS.map((name) => compared(set, name)) }));
  const peers = Object.keys(measured[0].peers);
  return [
    "# Our default beside linear algebra and a tuned network",
    "",
    `${machine.processor}, ${machine.processors} processors, ${machine.memoryGiB} GiB, ${machine.platform}, Node ${machine.node}; load average ${load.toFixed(1)}, so others used the machine at the time and seconds vary.`,
    `${plural(measured.length, "set")}, ${plural(seeds, "seed")}; a seed draws the validation pairs (a tenth). Ours is \`crosstilt train\` of a config that names the files only. Settings of`,
    "the peers are chosen by recall on their validation pairs, among those in `bench/quality/peers.py`. Written by `npm run bench:quality -- --save`.",
    "",
    ...summary(sets, peers),
    "",
    "## Recall@1 on the test pairs, u→v / v→u",
    "",
    "The difference is ours less the peer that is best on these very test pairs, in each direction by itself; its interval of 90 % is of a paired",
    "bootstrap over the queries. **Bold**: below by more than the interval.",
    "",
    ...markdown(
      ["set", "pairs: train, validation, test", "ours", ...peers, "u→v less the best", "v→u less the best"],
      sets.map(({ name, ours: [{ pairs }], directions }) => [
        name,
        `${pairs.train}, ${pairs.validation}, ${pairs.test}`,
        directions.map(({ ours }) => ours.toFixed(3)).join(" / "),
        ...peers.map((peer) => directions.map(({ recall }) => recall[peer].toFixed(3)).join(" / ")),
        ...directions.map(difference),
      ]),
    ),
    "",
    "## Seconds of one run",
    "",
    "Ours is the whole command: start, reading, training of all candidates, calibration and report. Peers are timed within one process, without its",
    "start, the search for their settings included.",
    "",
    ...markdown(
      ["set", "ours", ...peers],
      sets.map((set) => [set.name, seconds(set.ours), ...peers.map((peer) => seconds(set.peers[peer]))]),
    ),
    "",
    "## Who carries what",
    "",
    "Weights of the pool's terms, of the first seed; – carries nothing. They are of scores, whose sizes differ.",
    "",
    ...markdown(
      ["set", ...measured[0].ours[0].pool.map(({ candidate }) => candidate)],
      sets.map(({ name, ours: [{ pool }] }) => [
        name,
        ...pool.map(({ weight }) => (weight === 0 ? "–" : weight.toPrecision(2))),
      ]),
    ),
    "",
  ].join("\n");
}

function summary(sets, peers) {
  const all = sets.flatMap(({ directions }) => directions);
  const below = all.filter(isBelow);
  const above = all.filter(({ ours, recall }) => ours > recall[CCA]);
  const total = (runs) => sum(sets.map((set) => sum(runs(set).map((run) => run.seconds))));
  const others = peers.map((peer) => `${peer} ${total((set) => set.peers[peer]).toFixed(0)} s`);
  const ours = total((set) => set.ours);
  const network = total((set) => set.peers[NETWORK]);
  return [
    `- Below the best peer by more than the interval in **${below.length} of ${all.length}** directions (target: none).`,
    `- Above ${CCA} in **${above.length} of ${all.length}** directions (target: half).`,
    `- Ours took **${ours.toFixed(0)} s** in all, ${(ours / network).toFixed(1)} times the network's time (target: below 1): ${others.join(", ")}.`,
  ];
}

const isBelow = ({ interval: [, upper] }) => upper < 0;

function difference(compared) {
  const { best, interval } = compared;
  const [lower, upper] = interval.map(signed);
  const text = `${signed(compared.difference)} [${lower}, ${upper}]`;
  return `${isBelow(compared) ? `**${text}**` : text} ${best}`;
}

const signed = (value) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(3)}`;
const seconds = (runs) => mean(runs.map((run) => run.seconds)).toFixed(1);
const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

const markdown = (head, rows) => [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
