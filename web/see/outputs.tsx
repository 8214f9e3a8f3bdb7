// The last layer: one line for each class, its output, and its share of the probability.
import type { LayerMaps, NetworkPlan } from '../../src/index.ts';
import { formatShare, formatValue, nameOfClass } from '../format.ts';
import { useLanguage } from '../language.tsx';

interface OutputsProps {
  readonly layer: LayerMaps;
  readonly probabilities: Float32Array;
  readonly kind: NetworkPlan['outputs'];
}

export function Outputs({ layer, probabilities, kind }: OutputsProps) {
  const { say } = useLanguage();
  const best = probabilities.indexOf(Math.max(...probabilities));
  return (
    <table class="outputs" id={`maps-${layer.name}`}>
      <thead>
        <tr>
          <th scope="col">{say('class')}</th>
          <th scope="col">{say(kind === 'penalties' ? 'distance' : 'score')}</th>
          <th scope="col" colSpan={2}>
            {say('probability')}
          </th>
        </tr>
      </thead>
      <tbody>
        {[...probabilities].map((share, n) => (
          <tr key={n} class={n === best ? 'best' : ''}>
            <th scope="row">{say(nameOfClass(n, probabilities.length))}</th>
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
