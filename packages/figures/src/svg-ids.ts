/**
 * The SVG with its clips and gradients numbered from zero in order of appearance. Vega numbers them for the whole process;
 * figures inlined in one page need a prefix of their own.
 */
export function renumberIds(svg: string, prefix = ""): string {
  const numbers = new Map<string, string>();
  return svg.replace(
    /( id="|url\(#)([\w-]*?)((?:clip|gradient_|pattern_)\d+)(?=["')])/g,
    (_match, before, owner, id) => {
      const key = owner + id;
      if (!numbers.has(key)) numbers.set(key, `${prefix}${id.replace(/\d+$/, "")}${numbers.size}`);
      return before + numbers.get(key);
    },
  );
}
