// The page's language. Texts stand in English where they are used; of another language they are looked up by the English
// ones. Its texts are fetched when it is first chosen.
import type { ComponentChildren } from 'preact';
import { createContext } from 'preact';
import { useContext, useEffect, useMemo, useState } from 'preact/hooks';
import { oneOf, useInAddress } from './address.ts';
import type { Fault } from './fault.ts';

export type Language = 'en' | 'zh';

/** English text -> text. */
export type Dictionary = Readonly<Record<string, string>>;

/** The text in the page's language, `{name}` replaced by the value of that name. */
export type Say = (text: string, values?: Readonly<Record<string, string | number>>) => string;

export const LANGUAGES: Readonly<Record<Language, string>> = { en: 'English', zh: '中文' };

const ENGLISH: Dictionary = {};

const LOADERS: Readonly<Record<Language, () => Promise<Dictionary>>> = {
  en: async () => ENGLISH,
  zh: async () => (await import('./learn/chinese.ts')).chinese,
};

/** Of the `lang` attribute. */
const TAGS: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-Hans' };

const makeSay =
  (dictionary: Dictionary): Say =>
  (text, values = {}) =>
    (dictionary[text] ?? text).replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));

/** What each kind of error means, for languages that the library does not speak. */
const KINDS: Readonly<Record<string, string>> = {
  ShapeError: 'Sizes do not fit together.',
  FormatError: 'The file is damaged, or of another kind than expected.',
  UsageError: 'Something is missing or out of range.',
  DivergenceError: 'Training cannot go on: its numbers have grown beyond all bounds.',
  LoadError: 'A part of the page could not be loaded.',
  PictureError: 'This file cannot be shown as a picture.',
  Error: 'Something went wrong.',
};

/** What went wrong, as text: the library speaks English; in another language its kind comes first. */
export type Explain = (fault: Fault) => string;

const makeExplain =
  (language: Language, say: Say): Explain =>
  ({ name, message }) =>
    language === 'en' ? message : `${say(KINDS[name] ?? KINDS.Error)} ${message}`;

const Context = createContext({
  language: 'en' as Language,
  say: makeSay(ENGLISH),
  explain: makeExplain('en', makeSay(ENGLISH)),
  choose: (_: Language) => {},
});

/** The language of now, what says a text or a fault in it (other functions after a change), and what chooses another. */
export const useLanguage = () => useContext(Context);

/** The document's own, in English. */
const TITLE = document.title;

/** What the browser's own language is, unless the address says otherwise. */
const LANGUAGE = oneOf(LANGUAGES, navigator.language.startsWith('zh') ? 'zh' : 'en');

export function Speaking({ children }: { readonly children: ComponentChildren }) {
  const [wanted, choose] = useInAddress('language', LANGUAGE);
  const [spoken, setSpoken] = useState({ language: 'en' as Language, dictionary: ENGLISH });
  useEffect(() => {
    let isWanted = true;
    // A language that cannot be fetched leaves the page as it is.
    LOADERS[wanted]().then(
      (dictionary) => isWanted && setSpoken({ language: wanted, dictionary }),
      () => {},
    );
    return () => {
      isWanted = false;
    };
  }, [wanted]);
  const value = useMemo(() => {
    const { language, dictionary } = spoken;
    const say = makeSay(dictionary);
    return { language, say, explain: makeExplain(language, say), choose };
  }, [spoken, choose]);
  useEffect(() => {
    document.documentElement.lang = TAGS[value.language];
    document.title = value.say(TITLE);
  }, [value]);
  return <Context.Provider value={value}>{children}</Context.Provider>;
}
