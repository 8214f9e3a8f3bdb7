// What was read, in large; and in words, once the pen is lifted, for those who listen.
import { useEffect, useState } from 'preact/hooks';
import type { Reading, Recognition } from '../src/index.ts';
import { formatShare } from './format.ts';

/** In large, and a line below. */
export interface Answer {
  readonly status: 'accepted' | 'rejected' | 'blank' | 'waiting' | 'failed';
  readonly large: string;
  readonly line: string;
}

export const WAITING: Answer = { status: 'waiting', large: '…', line: 'Loading the network' };

export const failure = (error: string): Answer => ({ status: 'failed', large: '!', line: error });

export function answerOf({ status, digit, alternatives, reason }: Recognition): Answer {
  if (reason === 'blank') return { status: 'blank', large: '–', line: 'Nothing to read yet' };
  const two = alternatives.map((own) => `${own.digit} (${formatShare(own.confidence)})`);
  if (status === 'accepted') {
    return {
      status,
      large: String(digit),
      line: `${formatShare(alternatives[0].confidence)}, next ${two[1]}`,
    };
  }
  const words = {
    'not a digit': 'Not a digit',
    'several characters': 'Several characters; “a number” reads them',
    uncertain: 'Not sure',
  }[reason!];
  return { status, large: '?', line: `${words}. Likeliest: ${two.join(' or ')}` };
}

export function answerOfReading({ status, value, confidence, reason, alternatives }: Reading): Answer {
  if (reason === 'blank') return { status: 'blank', large: '–', line: 'Nothing to read yet' };
  if (reason === 'unreadable') return { status: 'rejected', large: '?', line: 'No number to be read here' };
  const others = alternatives.slice(1, 3).map((own) => own.value);
  const or = others.length > 0 ? `; or ${others.join(', ')}` : '';
  if (status === 'accepted') return { status, large: value, line: `${formatShare(confidence)} sure${or}` };
  return { status, large: '?', line: `Not sure: ${value} (${formatShare(confidence)})${or}` };
}

const sentenceOf = ({ status, large, line }: Answer): string => {
  if (status === 'waiting') return '';
  if (status === 'failed') return line;
  return status === 'accepted' ? `${large}. ${line}.` : `${line}.`;
};

interface AnswerBoxProps {
  readonly answer: Answer;
  /** While the pen is down nothing is said. */
  readonly isDrawing: boolean;
}

export function AnswerBox({ answer, isDrawing }: AnswerBoxProps) {
  const sentence = sentenceOf(answer);
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (!isDrawing) setSaid(sentence);
  }, [sentence, isDrawing]);
  return (
    <div class={`answer ${answer.status}`}>
      <p id="answer" aria-hidden="true" data-status={answer.status}>
        {answer.large}
      </p>
      <p id="line" aria-hidden="true">
        {answer.line}
      </p>
      <p class="heard" role="status" id="said">
        {said}
      </p>
    </div>
  );
}
