import { useCallback, useEffect, useState } from "react";
import { type Fields, readFields, type Values, writeFields } from "./fields.js";
import { currentRoute, hashOf, onRouteChange } from "./route.js";

/** Browsers refuse many changes of the address in a row, so it follows a drag with a short delay. */
const DELAY = 150;

/**
 * State that lives in the address of a lab, so that every view is a link: values and a function that changes some of them.
 * Links to the same lab change the values.
 */
export function useUrlState<F extends Fields>(
  lab: string,
  fields: F,
): [Values<F>, (patch: Partial<Values<F>>) => void] {
  const [values, setValues] = useState(() => readFields(fields, currentRoute().query));
  useEffect(
    () =>
      onRouteChange(() => {
        const route = currentRoute();
        if (route.lab === lab) setValues(readFields(fields, route.query));
      }),
    [lab, fields],
  );
  useEffect(() => {
    // A page that is just being left must not write over the address of the next one.
    const write = () => {
      if (currentRoute().lab === lab) history.replaceState(null, "", hashOf(lab, writeFields(fields, values)));
    };
    const timer = setTimeout(write, DELAY);
    return () => clearTimeout(timer);
  }, [lab, fields, values]);
  const change = useCallback((patch: Partial<Values<F>>) => setValues((before) => ({ ...before, ...patch })), []);
  return [values, change];
}
