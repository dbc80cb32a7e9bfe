import { useEffect } from 'react';
import type { LinkLanguage } from './texts';

/** Says the language of the page to whatever reads it aloud or translates it. */
export function usePageLanguage(language: LinkLanguage): void {
  useEffect(() => {
    const before = document.documentElement.lang;
    document.documentElement.lang = language;
    return () => {
      document.documentElement.lang = before;
    };
  }, [language]);
}
