import { Choice } from '../intake/Choice';
import type { LinkLanguage } from './texts';

const LANGUAGES = [
  { value: 'en', label: 'English' },
  { value: 'es', label: 'Español' },
];

export function LanguageChoice({ language, onChoose }: { language: LinkLanguage; onChoose: (language: LinkLanguage) => void }) {
  return (
    <Choice label="Language · Idioma" value={language} options={LANGUAGES} onChange={(chosen) => onChoose(chosen === 'es' ? 'es' : 'en')} />
  );
}
