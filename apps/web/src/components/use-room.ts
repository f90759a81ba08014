import { type RefObject, useLayoutEffect, useState } from "react";

/** The width that an element has in the page, in pixels to a multiple of four; 0 until it is known. */
export function useRoom(element: RefObject<Element | null>): number {
  const [room, setRoom] = useState(0);
  useLayoutEffect(() => {
    const measure = () => setRoom(4 * Math.floor(element.current!.getBoundingClientRect().width / 4));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element.current!);
    return () => observer.disconnect();
  }, [element]);
  return room;
}
