// Files of a user: chosen with a button, or dropped on an element; and files given to them.
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { isModelFile } from './own-model.ts';

interface FileButtonProps {
  readonly id: string;
  readonly label: string;
  readonly accept?: string;
  readonly multiple?: boolean;
  readonly disabled?: boolean;
  readonly onFiles: (files: readonly File[]) => void;
}

export function FileButton({ id, label, accept, multiple, disabled, onFiles }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  const take = () => {
    const files = [...(input.current!.files ?? [])];
    input.current!.value = '';
    if (files.length > 0) onFiles(files);
  };
  return (
    <>
      <button type="button" id={id} disabled={disabled} onClick={() => input.current!.click()}>
        {label}
      </button>
      <input
        type="file"
        ref={input}
        onChange={take}
        hidden
        {...{ accept, multiple }}
        aria-label={label}
        data-for={id}
      />
    </>
  );
}

interface DropAreaProps {
  readonly class: string;
  readonly onFiles: (files: readonly File[]) => void;
  readonly children: ComponentChildren;
}

/** A picture or a model is for the whole page. */
const isForPage = (file: File): boolean => file.type.startsWith('image/') || isModelFile(file);

/** Other files dropped on it are its own. */
export function DropArea({ onFiles, children, ...rest }: DropAreaProps) {
  const drop = (event: DragEvent) => {
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0 || files.some(isForPage)) return;
    event.preventDefault();
    event.stopPropagation();
    onFiles(files);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut to the button inside
    <div {...rest} onDragOver={(event) => event.preventDefault()} onDrop={drop}>
      {children}
    </div>
  );
}

/** Hands a file to the browser to be kept. */
export function download(name: string, bytes: Uint8Array): void {
  const url = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>]));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
