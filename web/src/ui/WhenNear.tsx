import { type ReactNode, useEffect, useRef, useState } from 'react';

interface Props {
  /** Height in pixels that the content will about need; it keeps its place until it is drawn. */
  readonly estimate: number;
  /** Draw it wherever it is. */
  readonly always: boolean;
  readonly children: () => ReactNode;
}

/** How far outside the window content is drawn already. */
const MARGIN = '1200px 0px';

/** Draws its content only while it is in or near the window; out of it, it leaves a gap of the same height. */
export function WhenNear({ estimate, always, children }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [near, setNear] = useState(false);
  const [measured, setMeasured] = useState<number | undefined>();
  useEffect(() => {
    const element = box.current;
    if (element === null || always) return undefined;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry === undefined) return;
        if (!entry.isIntersecting && element.childElementCount > 0)
          setMeasured(entry.boundingClientRect.height);
        setNear(entry.isIntersecting);
      },
      { rootMargin: MARGIN },
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, [always]);
  const drawn = always || near;
  return (
    <div ref={box} {...(drawn ? {} : { style: { height: measured ?? estimate } })}>
      {drawn ? children() : null}
    </div>
  );
}
