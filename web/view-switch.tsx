// The page's views, to go between.
import { useLanguage } from './language.tsx';
import './view-switch.css';

export type View = 'read' | 'train';

export const VIEWS: Readonly<Record<View, string>> = { read: 'Read', train: 'Train' };

interface ViewSwitchProps {
  readonly view: View;
  readonly onChange: (view: View) => void;
}

export function ViewSwitch({ view, onChange }: ViewSwitchProps) {
  const { say } = useLanguage();
  return (
    <nav class="views" aria-label={say('View')}>
      {(Object.entries(VIEWS) as [View, string][]).map(([key, text]) => (
        <button
          type="button"
          key={key}
          id={`view-${key}`}
          aria-current={key === view ? 'page' : undefined}
          onClick={() => onChange(key)}
        >
          {say(text)}
        </button>
      ))}
    </nav>
  );
}
