// A button that keeps the focus when there is nothing for it to do: from one that is `disabled` browsers take it, and
// whoever pressed it with a key is sent back to the top of the page.
import type { ComponentProps } from 'preact';

type ButtonProps = Omit<ComponentProps<'button'>, 'disabled' | 'onClick'> & {
  readonly isIdle: boolean;
  readonly onClick?: () => void;
};

export function Button({ isIdle, onClick, type = 'button', ...rest }: ButtonProps) {
  const press = (event: Event) => {
    // Nor is a form sent.
    if (isIdle) event.preventDefault();
    else onClick?.();
  };
  return <button {...rest} type={type} aria-disabled={isIdle} onClick={press} />;
}
