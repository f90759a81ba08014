import type { ReactNode } from "react";

/** Signs and short words that stand upright; longer words always do. */
const upright = /^(Σ|E|at|of|or|is|on|in)$/;

/** A letter or word, an index or exponent with what it holds, or anything else. */
const token = /([_^])(\{[^}]*\}|[\p{Ll}\p{Lu}\p{N}]+)|(\p{L}[\p{L}']*)|([^\p{L}_^]+|[_^])/gu;

/** A formula of a definition, `ρ(u|v) = e^{s(u, v)} / Z`, set as mathematics: letters italic, `_` and `^` as indices. */
export function Formula({ text }: { text: string }) {
  return <span className="math formula">{typeset(text)}</span>;
}

function typeset(text: string): ReactNode[] {
  return [...text.matchAll(token)].map(({ index, 1: mark, 2: raised = "", 3: word, 4: rest }) => {
    if (mark === "_") return <sub key={index}>{typeset(raised.replace(/^\{|\}$/g, ""))}</sub>;
    if (mark === "^") return <sup key={index}>{typeset(raised.replace(/^\{|\}$/g, ""))}</sup>;
    if (word !== undefined) return isVariable(word) ? <i key={index}>{word}</i> : <span key={index}>{word}</span>;
    return <span key={index}>{rest}</span>;
  });
}

/** Letters and products of two are variables. */
const isVariable = (word: string): boolean => !upright.test(word) && word.replaceAll("'", "").length <= 2;

/** A sentence in which only indexed letters, `λ_u`, are set as mathematics. */
export function Sentence({ text }: { text: string }) {
  const parts = text.split(/([\p{L}]_[\p{Ll}\p{N}]+)/u);
  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a fixed text never move
  return parts.map((part, i) => (i % 2 === 0 ? part : <Formula key={i} text={part} />));
}
