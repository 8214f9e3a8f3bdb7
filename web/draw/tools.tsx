// The rows of buttons below the pad: what is done to its strokes, and where else a drawing comes from.
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { Button } from '../button.tsx';
import { useLanguage } from '../language.tsx';
import type { Mode } from './drawing.ts';

export const THINNEST = 4;
export const BROADEST = 32;

interface StrokeToolsProps {
  readonly undo: () => void;
  readonly clear: () => void;
  readonly pen: number;
  readonly setPen: (pen: number) => void;
  readonly canUndo: boolean;
  readonly canClear: boolean;
}

/** What acts on strokes: next to the pad. */
export function StrokeTools({ undo, clear, pen, setPen, canUndo, canClear }: StrokeToolsProps) {
  const { say } = useLanguage();
  return (
    <div class="tools strokes">
      <Button id="undo" onClick={undo} isIdle={!canUndo}>
        {say('Undo')}
      </Button>
      <Button id="clear" onClick={clear} isIdle={!canClear}>
        {say('Clear')}
      </Button>
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

interface SourceToolsProps {
  readonly mode: Mode;
  readonly sample: () => void;
  readonly mnist: () => void;
  readonly open: (file: Blob) => void;
  /** More buttons. */
  readonly children?: ComponentChildren;
}

/** Where else a drawing comes from, and how it is passed on. */
export function SourceTools({ mode, sample, mnist, open, children }: SourceToolsProps) {
  const { say } = useLanguage();
  const file = useRef<HTMLInputElement>(null);
  const take = () => {
    const [chosen] = file.current!.files ?? [];
    if (chosen) open(chosen);
    file.current!.value = '';
  };
  return (
    <div class="tools sources">
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
    </div>
  );
}

const KEYS: Readonly<Record<Mode, string>> = {
  digit:
    'On the pad: [0]–[9] draw that digit, [Backspace] undo, [Delete] clear, [[] []] pen. Arrow keys lead it, [Space] puts it down and lifts it. Pictures may be pasted or dropped.',
  number:
    'On the pad: [0]–[9], [.], [-] and [/] add that character, [Backspace] undo, [Delete] clear, [[] []] pen. Arrow keys lead it, [Space] puts it down and lifts it. Pictures may be pasted or dropped.',
};

export function Keys({ mode }: { mode: Mode }) {
  const { say } = useLanguage();
  // Keys stand in brackets.
  const parts = say(KEYS[mode]).split(/\[(\w+|[[\]./-])\]/);
  return (
    <p id="keys" class="quiet keys">
      {parts.map((part, n) => (n % 2 ? <kbd key={n}>{part}</kbd> : part))}
    </p>
  );
}
