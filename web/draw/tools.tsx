// The row of buttons below the pad.
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { useLanguage } from '../language.tsx';
import type { Mode } from './drawing.ts';

export interface Tools {
  readonly undo: () => void;
  readonly clear: () => void;
  readonly sample: () => void;
  readonly mnist: () => void;
  readonly open: (file: Blob) => void;
}

interface ToolbarProps extends Tools {
  readonly mode: Mode;
  readonly pen: number;
  readonly setPen: (pen: number) => void;
  readonly canUndo: boolean;
  readonly canClear: boolean;
  /** More buttons. */
  readonly children?: ComponentChildren;
}

export const THINNEST = 4;
export const BROADEST = 32;

export function Toolbar(props: ToolbarProps) {
  const { say } = useLanguage();
  const { mode, undo, clear, sample, mnist, open, pen, setPen, canUndo, canClear, children } = props;
  const file = useRef<HTMLInputElement>(null);
  const take = () => {
    const [chosen] = file.current!.files ?? [];
    if (chosen) open(chosen);
    file.current!.value = '';
  };
  return (
    <div class="tools">
      <button type="button" id="undo" onClick={undo} disabled={!canUndo}>
        {say('Undo')}
      </button>
      <button type="button" id="clear" onClick={clear} disabled={!canClear}>
        {say('Clear')}
      </button>
      <button type="button" id="sample" onClick={sample}>
        {say('Sample')}
      </button>
      {mode === 'digit' && (
        <button type="button" id="mnist" onClick={mnist} title={say('Any test digit of MNIST')}>
          MNIST
        </button>
      )}
      <button type="button" id="open" onClick={() => file.current!.click()}>
        {say('Picture…')}
      </button>
      {children}
      <input
        type="file"
        accept="image/*"
        ref={file}
        onChange={take}
        hidden
        aria-label={say('Picture file')}
      />
      <label class="pen">
        {say('Pen')}
        <input
          type="range"
          id="pen"
          min={THINNEST}
          max={BROADEST}
          step={2}
          value={pen}
          onInput={(event) => setPen(Number(event.currentTarget.value))}
        />
      </label>
    </div>
  );
}

const KEYS: Readonly<Record<Mode, string>> = {
  digit:
    'On the pad: [0]–[9] draw that digit, [Backspace] undo, [Delete] clear, [[] []] pen. Arrow keys lead it, [Space] puts it down and lifts it. Pictures may be pasted or dropped.',
  number:
    'On the pad: [0]–[9] add that digit, [Backspace] undo, [Delete] clear, [[] []] pen. Arrow keys lead it, [Space] puts it down and lifts it. Pictures may be pasted or dropped.',
};

export function Keys({ mode }: { mode: Mode }) {
  const { say } = useLanguage();
  // Keys stand in brackets.
  const parts = say(KEYS[mode]).split(/\[(\w+|\[|\])\]/);
  return (
    <p id="keys" class="quiet keys">
      {parts.map((part, n) => (n % 2 ? <kbd key={n}>{part}</kbd> : part))}
    </p>
  );
}
