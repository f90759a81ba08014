/** One value that lives in the address. */
export interface Field<T> {
  readonly initial: T;
  /** The value that a text means; the initial one where it means none. */
  read(text: string): T;
  write(value: T): string;
}

/** Named fields of any types. */
// biome-ignore lint/suspicious/noExplicitAny: a field both reads and writes its type, so no other type fits all
export type Fields = Readonly<Record<string, Field<any>>>;
export type Values<F> = { readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never };

/** A number in a closed range, kept to a few decimals. */
export function numberField(initial: number, [low, high]: readonly [number, number], decimals = 3): Field<number> {
  const read = (text: string) => {
    const value = Number(text);
    return text.trim() === "" || !Number.isFinite(value) ? initial : Math.min(high, Math.max(low, value));
  };
  return { initial, read, write: (value) => String(Number(value.toFixed(decimals))) };
}

/** A whole number in a closed range. */
export function integerField(initial: number, range: readonly [number, number]): Field<number> {
  const field = numberField(initial, range, 0);
  return { ...field, read: (text) => Math.round(field.read(text)) };
}

/** One of a few words or numbers. */
export function choiceField<const C extends string | number>(initial: C, choices: readonly C[]): Field<C> {
  const read = (text: string) => choices.find((choice) => String(choice) === text) ?? initial;
  return { initial, read, write: String };
}

/** The values that a query holds, completed by the initial ones. */
export function readFields<F extends Fields>(fields: F, query: URLSearchParams): Values<F> {
  const entries = Object.entries(fields).map(([name, field]) => {
    const text = query.get(name);
    return [name, text === null ? field.initial : field.read(text)];
  });
  return Object.fromEntries(entries) as Values<F>;
}

/** The query that holds the values which differ from the initial ones. */
export function writeFields<F extends Fields>(fields: F, values: Values<F>): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, field] of Object.entries(fields)) {
    const text = field.write(values[name]);
    if (text !== field.write(field.initial)) query.set(name, text);
  }
  return query;
}

/** The name of a loss or metric, which may be a plugin's that is not here yet; no list can hold it. */
export function nameField(initial: string): Field<string> {
  return { initial, read: (text) => (/^[a-zA-Z][\w-]*$/.test(text) ? text : initial), write: (value) => value };
}
