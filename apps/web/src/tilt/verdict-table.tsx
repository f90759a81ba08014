import type { ReactNode } from "react";
import { V } from "../components/maths.js";
import { Term } from "../components/term.js";
import { compact } from "../state/format.js";
import type { Finding, Verdict } from "./words.js";

const lawNames: Readonly<Record<Verdict["name"], ReactNode>> = {
  "u | v": (
    <>
      <V of="u" /> | <V of="v" />
    </>
  ),
  "v | u": (
    <>
      <V of="v" /> | <V of="u" />
    </>
  ),
  "marginal of u": (
    <>
      <Term of="marginal" /> of <V of="u" />
    </>
  ),
  "marginal of v": (
    <>
      <Term of="marginal" /> of <V of="v" />
    </>
  ),
};

/** What is right and wrong about a model, with numbers. */
export function VerdictTable({ verdicts, joint }: { verdicts: readonly Verdict[]; joint: number | null }) {
  return (
    <table className="numbers verdicts">
      <thead>
        <tr>
          <th scope="col">
            <Term of="law" />
          </th>
          <th scope="col">mean</th>
          <th scope="col">variance, model for truth</th>
          <th scope="col">
            <Term of="KL" /> from the truth, <Term of="nats" />
          </th>
        </tr>
      </thead>
      <tbody>
        {verdicts.map(({ name, mean, variance, divergence }) => (
          <tr key={name}>
            <th scope="row">{lawNames[name]}</th>
            <Cell {...mean} />
            <Cell {...variance} />
            <td data-divergence={name}>{divergence === null ? "none" : compact(divergence)}</td>
          </tr>
        ))}
        <tr>
          <th scope="row">
            <Term of="joint law" />
          </th>
          <td />
          <td />
          <td data-divergence="joint">{joint === null ? "no joint law exists" : compact(joint)}</td>
        </tr>
      </tbody>
    </table>
  );
}

const Cell = ({ right, text }: Finding) => <td className={right ? "verdict-right" : "verdict-wrong"}>{text}</td>;
