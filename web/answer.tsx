// What was read, in large; and in words, once the pen is lifted, for those who listen.
import { useEffect, useState } from 'preact/hooks';
import type { FieldName, Reading, ReadingAlternative, Recognition } from '../src/index.ts';
import { useInView } from './alert.tsx';
import { formatShare } from './format.ts';
import type { Say } from './language.tsx';

/** In large, and a line below. */
export interface Answer {
  readonly status: 'accepted' | 'rejected' | 'blank' | 'waiting' | 'failed';
  readonly large: string;
  readonly line: string;
}

export const waiting = (say: Say): Answer => ({
  status: 'waiting',
  large: '…',
  line: say('Loading the network'),
});

export const failure = (error: string): Answer => ({ status: 'failed', large: '!', line: error });

export const nothing = (say: Say): Answer => ({
  status: 'blank',
  large: '–',
  line: say('Nothing to read yet'),
});

const REASONS = {
  'not a digit': 'Not a digit',
  'several characters': 'Several characters; “a number” reads them',
  uncertain: 'Not sure',
} as const;

export function answerOf({ status, digit, alternatives, reason }: Recognition, say: Say): Answer {
  if (reason === 'blank') return nothing(say);
  const [first, second] = alternatives.map((own) => `${own.digit} (${formatShare(own.confidence)})`);
  if (status === 'accepted') {
    const share = formatShare(alternatives[0].confidence);
    const isAlone = formatShare(alternatives[1].confidence) === formatShare(0);
    const line = isAlone ? say('{share} sure', { share }) : say('{share}, next {second}', { share, second });
    return { status, large: String(digit), line };
  }
  const why = say(REASONS[reason!]);
  return { status, large: '?', line: say('{why}. Likeliest: {first} or {second}', { why, first, second }) };
}

/** Where nothing fits the field. */
const NOTHING_HERE: Readonly<Record<FieldName, string>> = {
  digits: 'No number to be read here',
  amount: 'No amount to be read here',
  date: 'No date to be read here',
  zip: 'No ZIP code to be read here',
  phone: 'No phone number to be read here',
};

/** Of dates and the like the marks belong to what is read. */
const hasMarks = (field: FieldName): boolean => field !== 'digits' && field !== 'amount';

export function answerOfReading(reading: Reading, field: FieldName, say: Say): Answer {
  const { status, confidence, reason, alternatives } = reading;
  if (reason === 'blank') return nothing(say);
  if (reason === 'unreadable') return { status, large: '?', line: say(NOTHING_HERE[field]) };
  if (reason === 'several lines')
    return { status, large: '?', line: say('Several lines; “any digits” reads them') };
  const show = ({ text, value }: ReadingAlternative) => (hasMarks(field) ? text : value);
  const value = show(reading);
  const others = alternatives.slice(1, 3).map(show).join(', ');
  const or = others ? say('; or {others}', { others }) : '';
  const share = formatShare(confidence);
  if (reason === 'struck out')
    return { status, large: '?', line: say('Struck out: {value} ({share})', { value, share }) };
  if (status === 'accepted') return { status, large: value, line: say('{share} sure', { share }) + or };
  return { status, large: '?', line: say('Not sure: {value} ({share})', { value, share }) + or };
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
    <div class={`answer ${answer.status}`} ref={useInView(answer.status === 'failed' ? sentence : '')}>
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
