// Puts the page into the document.
import { render } from 'preact';
import { Page } from './page.tsx';

const root = document.querySelector('#page')!;
root.replaceChildren();
render(<Page />, root);
