// One of several, in a list that opens.
import './fields.css';

interface SelectFieldProps<T extends string> {
  readonly id: string;
  readonly label: string;
  readonly options: Readonly<Record<T, string>>;
  readonly value: T;
  readonly onChange: (value: T) => void;
}

export function SelectField<T extends string>({ id, label, options, value, onChange }: SelectFieldProps<T>) {
  return (
    <label>
      {label}
      <select id={id} value={value} onChange={({ currentTarget }) => onChange(currentTarget.value as T)}>
        {Object.entries<string>(options).map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
