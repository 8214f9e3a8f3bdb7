// The connection table of a convolution (table I of the paper): which maps of the layer below feed which map.
import './table.css';
import { useLanguage } from '../language.tsx';
import type { Choice } from './sources.ts';

interface ConnectionTableProps {
  /** For each map those that it sees. */
  readonly table: readonly (readonly number[])[];
  /** Maps of the layer below. */
  readonly inputs: number;
  readonly name: string;
  readonly below: string;
  /** The layer's own number; the one below has the number before. */
  readonly layer: number;
  readonly choice: Choice | undefined;
}

export function ConnectionTable({ table, inputs, name, below, layer, choice }: ConnectionTableProps) {
  const { say } = useLanguage();
  const own = choice?.layer === layer ? choice.map : undefined;
  const fed = choice?.layer === layer - 1 ? choice.map : undefined;
  const isMarked = (map: number, k: number) => map === own || k === fed;
  return (
    <table class="connections" id={`table-${name}`}>
      <caption class="quiet">{say('Which maps of {below} feed which of {name}', { below, name })}</caption>
      <thead>
        <tr>
          <td />
          {table.map((_, map) => (
            <th key={map} scope="col" class={map === own ? 'marked' : ''}>
              {map}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {[...new Array(inputs).keys()].map((k) => (
          <tr key={k}>
            <th scope="row" class={k === fed ? 'marked' : ''}>
              {k}
            </th>
            {table.map((maps, map) => (
              <td key={map} class={isMarked(map, k) ? 'marked' : ''}>
                {maps.includes(k) && '●'}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
