// The row of buttons below the pad.
import { useRef } from 'preact/hooks';
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
}

export const THINNEST = 4;
export const BROADEST = 32;

export function Toolbar(props: ToolbarProps) {
  const { mode, undo, clear, sample, mnist, open, pen, setPen, canUndo, canClear } = props;
  const file = useRef<HTMLInputElement>(null);
  const take = () => {
    const [chosen] = file.current!.files ?? [];
    if (chosen) open(chosen);
    file.current!.value = '';
  };
  return (
    <div class="tools">
      <button type="button" id="undo" onClick={undo} disabled={!canUndo}>
        Undo
      </button>
      <button type="button" id="clear" onClick={clear} disabled={!canClear}>
        Clear
      </button>
      <button type="button" id="sample" onClick={sample}>
        Sample
      </button>
      {mode === 'digit' && (
        <button type="button" id="mnist" onClick={mnist} title="Any test digit of MNIST">
          MNIST
        </button>
      )}
      <button type="button" id="open" onClick={() => file.current!.click()}>
        Picture…
      </button>
      <input type="file" accept="image/*" ref={file} onChange={take} hidden aria-label="Picture file" />
      <label class="pen">
        Pen
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

export function Keys({ mode }: { mode: Mode }) {
  const row = mode === 'digit' ? 'draw that digit' : 'add that digit';
  return (
    <p id="keys" class="quiet keys">
      On the pad: <kbd>0</kbd>–<kbd>9</kbd> {row}, <kbd>Backspace</kbd> undo, <kbd>Delete</kbd> clear,{' '}
      <kbd>[</kbd> <kbd>]</kbd> pen. Pictures may be pasted or dropped.
    </p>
  );
}
