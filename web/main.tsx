// Puts the page into the document.
import { render } from 'preact';
import { Speaking } from './language.tsx';
import { Page } from './page.tsx';

const root = document.querySelector('#page')!;
root.replaceChildren();
render(
  <Speaking>
    <Page />
  </Speaking>,
  root,
);
