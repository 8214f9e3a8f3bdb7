// A button that copies the page's address, with the drawing and all that is chosen in it.
import { useEffect, useRef, useState } from 'preact/hooks';
import { writeAddress } from '../address.ts';
import { useLanguage } from '../language.tsx';
import type { Drawing } from './drawing.ts';
import { whyNotLinked } from './drawing-text.ts';

const LEFT_OUT = {
  picture: 'Link copied, without the picture: it stays in this browser.',
  length: 'Link copied, without the drawing: it is too long for a link.',
};

/** The link itself, chosen, where the browser lets no page copy. */
function LinkField({ link }: { link: string }) {
  const { say } = useLanguage();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current!.focus();
    field.current!.select();
  }, [link]);
  return <input class="link" ref={field} readOnly value={link} aria-label={say('Link to this drawing')} />;
}

export function CopyLink({ drawing }: { drawing: Drawing }) {
  const { say } = useLanguage();
  const [outcome, setOutcome] = useState<{ link?: string; text: string }>({ text: '' });
  useEffect(() => setOutcome({ text: '' }), [drawing]);
  const copy = async () => {
    const link = writeAddress();
    const reason = whyNotLinked(drawing);
    try {
      await navigator.clipboard.writeText(link);
      setOutcome({ text: reason ? LEFT_OUT[reason] : 'Link copied.' });
    } catch {
      setOutcome({ link, text: 'Copy this link:' });
    }
  };
  return (
    <>
      <button type="button" id="link" onClick={copy}>
        {say('Copy link')}
      </button>
      <p class="quiet outcome" role="status" id="link-outcome">
        {say(outcome.text)}
      </p>
      {outcome.link && <LinkField link={outcome.link} />}
    </>
  );
}
