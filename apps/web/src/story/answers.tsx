import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from "react";

/** What was predicted in each scene: whether the first answer was right. */
interface Answers {
  readonly given: ReadonlyMap<string, boolean>;
  /** Later answers to the same question count for nothing. */
  give(scene: string, right: boolean): void;
}

const Context = createContext<Answers>({ given: new Map(), give: () => {} });

/** Keeps the first answer to every question of the article. */
export function AnswersProvider({ children }: { children: ReactNode }) {
  const [given, setGiven] = useState<ReadonlyMap<string, boolean>>(new Map());
  const give = useCallback(
    (scene: string, right: boolean) =>
      setGiven((before) => (before.has(scene) ? before : new Map(before).set(scene, right))),
    [],
  );
  const answers = useMemo(() => ({ given, give }), [given, give]);
  return <Context value={answers}>{children}</Context>;
}

export const useAnswers = (): Answers => useContext(Context);
