import { type RefObject, useEffect, useState } from "react";
import { flushSync } from "react-dom";

/** Whether an element has come within a screen of what is seen, or the page is being printed; it stays so. */
export function useNear(element: RefObject<Element | null>): boolean {
  const [near, setNear] = useState(false);
  useEffect(() => {
    if (near) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setNear(true);
      },
      { rootMargin: "100% 0px" },
    );
    observer.observe(element.current!);
    const onPrint = () => flushSync(() => setNear(true));
    addEventListener("beforeprint", onPrint);
    return () => {
      observer.disconnect();
      removeEventListener("beforeprint", onPrint);
    };
  }, [near, element]);
  return near;
}
