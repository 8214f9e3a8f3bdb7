// One of a few: radio buttons that look like a row of tabs.
import { useLanguage } from './language.tsx';

interface ChoiceProps<T extends string> {
  readonly name: string;
  readonly legend: string;
  /** Their texts, in English. */
  readonly options: Readonly<Record<T, string>>;
  readonly value: T;
  readonly onChange: (value: T) => void;
}

export function Choice<T extends string>({ name, legend, options, value, onChange }: ChoiceProps<T>) {
  const { say } = useLanguage();
  return (
    <fieldset class="choice">
      <legend class="heard">{legend}</legend>
      {(Object.entries(options) as [T, string][]).map(([key, text]) => (
        <label key={key}>
          <input
            type="radio"
            name={name}
            value={key}
            checked={key === value}
            onChange={() => onChange(key)}
          />
          <span>{say(text)}</span>
        </label>
      ))}
    </fieldset>
  );
}
