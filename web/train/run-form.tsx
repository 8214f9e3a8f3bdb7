// What to train, from what, and for how long.
import { networks, recipeNames } from '../../src/index.ts';
import { useLanguage } from '../language.tsx';
import { SelectField } from '../select-field.tsx';
import { MOST, mostThreads, type OwnFiles, type Settings } from './settings.ts';

const NUMBERS = {
  seed: 'Seed',
  digits: 'Digits to learn from',
  test: 'Digits to test on',
  epochs: 'Epochs',
  threads: 'Workers',
};

interface NumberFieldProps {
  readonly id: string;
  readonly label: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly onChange: (value: number) => void;
}

export function NumberField({ id, label, value, least, most, onChange }: NumberFieldProps) {
  return (
    <label>
      {label}
      <input
        type="number"
        id={id}
        required
        min={least}
        max={most}
        step={1}
        value={Number.isNaN(value) ? '' : value}
        onInput={({ currentTarget }) => onChange(currentTarget.valueAsNumber)}
      />
    </label>
  );
}

const asOptions = (names: Iterable<string>): Record<string, string> =>
  Object.fromEntries([...names].map((name) => [name, name]));

interface RunFieldsProps {
  readonly settings: Settings;
  readonly onChange: (change: Partial<Settings>) => void;
  /** How many digits there are; undefined while that is not known. */
  readonly training: number | undefined;
  readonly test: number | undefined;
  readonly files: OwnFiles | undefined;
}

export function RunFields({ settings, onChange, training, test, files }: RunFieldsProps) {
  const { say } = useLanguage();
  const { network, recipe, seed, digits, epochs, threads } = settings;
  const number = (id: keyof typeof NUMBERS, value: number, least: number, most: number) => (
    <NumberField
      {...{ id, value, least, most }}
      label={say(NUMBERS[id])}
      onChange={(v) => onChange({ [id]: v })}
    />
  );
  return (
    <div class="fields">
      <SelectField
        id="network"
        label={say('Network')}
        options={asOptions(networks.keys())}
        value={network}
        onChange={(name) => onChange({ network: name, recipe: 'default' })}
      />
      <SelectField
        id="recipe"
        label={say('Recipe')}
        options={asOptions(recipeNames(network))}
        value={recipe}
        onChange={(name) => onChange({ recipe: name })}
      />
      {number('digits', digits, 1, training ?? MOST.digits)}
      {!files && number('test', settings.test, 1, test ?? MOST.test)}
      {number('epochs', epochs, 1, MOST.epochs)}
      {number('seed', seed, 0, MOST.seed)}
      {mostThreads() > 1 && number('threads', threads, 1, mostThreads())}
    </div>
  );
}
