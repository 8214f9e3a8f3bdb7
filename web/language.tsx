// The page's language. Texts stand in English where they are used; of another language they are looked up by the English
// ones. Its texts are fetched when it is first chosen.
import type { ComponentChildren } from 'preact';
import { createContext } from 'preact';
import { useContext, useEffect, useMemo, useState } from 'preact/hooks';
import { oneOf, useInAddress } from './address.ts';

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

const Context = createContext({ language: 'en' as Language, say: makeSay({}), choose: (_: Language) => {} });

/** The language of now, what says a text in it (another function after a change), and what chooses another one. */
export const useLanguage = () => useContext(Context);

const TITLE = 'lenet5 · draw a digit, see every layer';

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
  const value = useMemo(
    () => ({ language: spoken.language, say: makeSay(spoken.dictionary), choose }),
    [spoken, choose],
  );
  useEffect(() => {
    document.documentElement.lang = TAGS[value.language];
    document.title = value.say(TITLE);
  }, [value]);
  return <Context.Provider value={value}>{children}</Context.Provider>;
}
