// A part of the page whose code is fetched when it is first shown.
import type { ComponentType } from 'preact';
import { LoadError } from './fault.ts';
import { useLanguage } from './language.tsx';
import { useLoaded } from './loaded.ts';

/** `load` fetches the component. A part that cannot be fetched says so. */
export function lazy<P extends object>(name: string, load: () => Promise<ComponentType<P>>) {
  // In an object: a component is a function, which would be taken for one that makes the next state.
  const fetchPart = () =>
    load().then(
      (Part) => ({ Part }),
      ({ message }: Error) => {
        throw new LoadError(message);
      },
    );
  return function Lazy(props: P) {
    const { explain } = useLanguage();
    const { value, error } = useLoaded(fetchPart, name);
    if (error) return <p role="alert">{explain(error)}</p>;
    return value ? <value.Part {...props} /> : null;
  };
}
