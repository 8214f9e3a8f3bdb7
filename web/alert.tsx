// What went wrong, for all to hear and see: what was dropped may lie far from where it is said.
import { useLayoutEffect, useRef } from 'preact/hooks';

/** Brings an element into view whenever `text` becomes another one; an empty one is nothing to be seen. */
export function useInView<T extends HTMLElement>(text: string) {
  const element = useRef<T>(null);
  useLayoutEffect(() => {
    if (text) element.current!.scrollIntoView({ block: 'nearest' });
  }, [text]);
  return element;
}

export function Alert({ id, text }: { readonly id?: string; readonly text: string }) {
  return (
    <p role="alert" class="wrong" id={id} ref={useInView<HTMLParagraphElement>(text)}>
      {text}
    </p>
  );
}
