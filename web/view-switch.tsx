// The page's views, to go between.
import './view-switch.css';

export type View = 'read' | 'train';

const VIEWS: Readonly<Record<View, string>> = { read: 'Read', train: 'Train' };

interface ViewSwitchProps {
  readonly view: View;
  readonly onChange: (view: View) => void;
}

export function ViewSwitch({ view, onChange }: ViewSwitchProps) {
  return (
    <nav class="views" aria-label="View">
      {(Object.entries(VIEWS) as [View, string][]).map(([key, text]) => (
        <button
          type="button"
          key={key}
          id={`view-${key}`}
          aria-current={key === view ? 'page' : undefined}
          onClick={() => onChange(key)}
        >
          {text}
        </button>
      ))}
    </nav>
  );
}
