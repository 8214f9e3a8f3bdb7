// The page's language. Texts stand in English where they are used; of another language they are looked up by the English
// ones. Its texts are fetched when it is first chosen.
import type { ComponentChildren } from 'preact';
import { createContext } from 'preact';
import { useCallback, useContext, useEffect, useMemo, useRef, useState } from 'preact/hooks';

export type Language = 'en' | 'zh';

/** English text -> text. */
export type Dictionary = Readonly<Record<string, string>>;

/** The text in the page's language, `{name}` replaced by the value of that name. */
export type Say = (text: string, values?: Readonly<Record<string, string | number>>) => string;

export const LANGUAGES: Readonly<Record<Language, string>> = { en: 'English', zh: '中文' };

const LOADERS: Readonly<Record<Language, () => Promise<Dictionary>>> = {
  en: async () => ({}),
  zh: async () => (await import('./learn/chinese.ts')).chinese,
};

/** Of the `lang` attribute. */
const TAGS: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-Hans' };

const makeSay =
  (dictionary: Dictionary): Say =>
  (text, values = {}) =>
    (dictionary[text] ?? text).replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));

const preferred = (): Language => (navigator.language.startsWith('zh') ? 'zh' : 'en');

const Context = createContext({ language: 'en' as Language, say: makeSay({}), choose: (_: Language) => {} });

/** The language of now, what says a text in it (another function after a change), and what chooses another one. */
export const useLanguage = () => useContext(Context);

const TITLE = 'lenet5 · draw a digit, see every layer';

export function Speaking({ children }: { readonly children: ComponentChildren }) {
  const [spoken, setSpoken] = useState({ language: 'en' as Language, dictionary: {} as Dictionary });
  const wanted = useRef<Language>('en');
  const choose = useCallback((language: Language) => {
    wanted.current = language;
    // A language that cannot be fetched leaves the page as it is; so does one that is no longer wanted.
    LOADERS[language]().then(
      (dictionary) => wanted.current === language && setSpoken({ language, dictionary }),
      () => {},
    );
  }, []);
  const value = useMemo(
    () => ({ language: spoken.language, say: makeSay(spoken.dictionary), choose }),
    [spoken, choose],
  );
  useEffect(() => {
    if (preferred() !== 'en') choose(preferred());
  }, [choose]);
  useEffect(() => {
    document.documentElement.lang = TAGS[value.language];
    document.title = value.say(TITLE);
  }, [value]);
  return <Context.Provider value={value}>{children}</Context.Provider>;
}
