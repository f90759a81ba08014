import { type RefObject, useEffect, useState } from "react";

/** Whether the reading has come to an element: whether it stands above the lower third of the screen, or further up. */
export function useReached(element: RefObject<Element | null>): boolean {
  const [reached, setReached] = useState(false);
  useEffect(() => {
    const observer = new IntersectionObserver(
      ([entry]) => setReached(entry!.isIntersecting || entry!.boundingClientRect.top < 0),
      { rootMargin: "0px 0px -33% 0px", threshold: 1 },
    );
    observer.observe(element.current!);
    return () => observer.disconnect();
  }, [element]);
  return reached;
}
