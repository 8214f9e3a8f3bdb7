// The last layer: one line for each class, its output, and its share of the probability.
import type { LayerMaps, NetworkPlan } from '../../src/index.ts';
import { formatShare, formatValue, nameOfClass } from '../format.ts';

interface OutputsProps {
  readonly layer: LayerMaps;
  readonly probabilities: Float32Array;
  readonly kind: NetworkPlan['outputs'];
}

export function Outputs({ layer, probabilities, kind }: OutputsProps) {
  const best = probabilities.indexOf(Math.max(...probabilities));
  return (
    <table class="outputs" id={`maps-${layer.name}`}>
      <thead>
        <tr>
          <th scope="col">class</th>
          <th scope="col">{kind === 'penalties' ? 'distance' : 'score'}</th>
          <th scope="col" colSpan={2}>
            probability
          </th>
        </tr>
      </thead>
      <tbody>
        {[...probabilities].map((share, n) => (
          <tr key={n} class={n === best ? 'best' : ''}>
            <th scope="row">{nameOfClass(n)}</th>
            <td>{formatValue(layer.values[n])}</td>
            <td class="bar">
              <i style={{ width: `${100 * share}%` }} />
            </td>
            <td>{formatShare(share)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
