// The sliders below the answer: how far can the digit be moved, turned, bent and soiled until it is misread?
import './sliders.css';
import { Button } from '../button.tsx';
import { formatAmount } from '../format.ts';
import { useLanguage } from '../language.tsx';
import { type Distortion, isNone, NONE, RANGES } from './distortion.ts';

interface Slider {
  readonly name: keyof Distortion;
  readonly text: string;
  readonly unit: string;
  readonly step: number;
}

const SLIDERS: readonly Slider[] = [
  { name: 'right', text: 'Shift right', unit: 'px', step: 1 },
  { name: 'down', text: 'Shift down', unit: 'px', step: 1 },
  { name: 'rotation', text: 'Rotation', unit: '°', step: 5 },
  { name: 'scale', text: 'Scale', unit: '×', step: 0.05 },
  { name: 'squeeze', text: 'Squeeze', unit: '×', step: 0.05 },
  { name: 'slant', text: 'Slant', unit: '', step: 0.1 },
  { name: 'thickness', text: 'Stroke', unit: 'px', step: 0.25 },
  { name: 'noise', text: 'Noise', unit: '%', step: 0.01 },
];

const amountOf = ({ unit }: Slider, value: number): string =>
  unit === '%' ? `${formatAmount(100 * value)}\u00a0%` : formatAmount(value, unit);

interface SlidersProps {
  readonly distortion: Distortion;
  readonly setDistortion: (distortion: Distortion) => void;
}

export function Sliders({ distortion, setDistortion }: SlidersProps) {
  const { say } = useLanguage();
  return (
    <details class="distort" id="distort">
      <summary>{say('Where does it break?')}</summary>
      <p class="quiet">
        {say('What the network gets is changed after size normalisation, which would undo most of this.')}
      </p>
      <div class="sliders">
        {SLIDERS.map((slider) => {
          const { name, text, step } = slider;
          const [min, max] = RANGES[name];
          return (
            <label key={name}>
              <span>{say(text)}</span>
              <input
                type="range"
                id={`distort-${name}`}
                {...{ min, max, step }}
                value={distortion[name]}
                aria-valuetext={amountOf(slider, distortion[name])}
                onInput={({ currentTarget }) =>
                  setDistortion({ ...distortion, [name]: Number(currentTarget.value) })
                }
              />
              <output>{amountOf(slider, distortion[name])}</output>
            </label>
          );
        })}
      </div>
      <Button id="undistort" isIdle={isNone(distortion)} onClick={() => setDistortion(NONE)}>
        {say('As it was drawn')}
      </Button>
    </details>
  );
}
