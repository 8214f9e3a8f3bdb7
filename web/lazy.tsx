// A part of the page whose code is fetched when it is first shown.
import type { ComponentType } from 'preact';
import { useLoaded } from './loaded.ts';

/** `load` fetches the component. A part that cannot be fetched says so. */
export function lazy<P extends object>(name: string, load: () => Promise<ComponentType<P>>) {
  // In an object: a component is a function, which would be taken for one that makes the next state.
  const fetchPart = async () => ({ Part: await load() });
  return function Lazy(props: P) {
    const { value, error } = useLoaded(fetchPart, name);
    if (error) return <p role="alert">{error}</p>;
    return value ? <value.Part {...props} /> : null;
  };
}
