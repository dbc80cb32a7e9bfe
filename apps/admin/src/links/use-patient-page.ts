import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { post, problemOf } from '../api/client';
import { isGone } from './Opening';
import { readersLanguage, type LinkLanguage } from './texts';
import { usePageLanguage } from './use-page-language';

/** What a patient's link shows, and what they do about it. Nothing of it is kept. */
export function usePatientPage<T extends { language: LinkLanguage }>(page: 'visit' | 'reminders', token: string) {
  const [chosen, setChosen] = useState<LinkLanguage>();
  const [content, setContent] = useState<T>();
  const call = (what: string, more: object = {}) => post<T>(`/links/${page}/${what}`, { token, ...more }, { idempotencyKey: undefined });
  const open = useMutation({ mutationFn: () => call('open'), gcTime: 0, onSuccess: setContent });
  // Once: the press that led here was the wish to see it.
  const { mutate: openIt } = open;
  useEffect(() => openIt(), [openIt]);
  const act = useMutation({
    mutationFn: ({ what, more }: { what: string; more?: object }) => call(what, more),
    gcTime: 0,
    onSuccess: setContent,
    // Something else is true by now: it is shown.
    onError: (error) => problemOf(error).problem.status === 409 && openIt(),
  });
  // Of everybody of whom the clinic has noted nothing else a record says English.
  const language = chosen ?? (content?.language === 'es' ? 'es' : readersLanguage());
  usePageLanguage(language);
  const gone = [open.error, act.error].some((error) => error !== null && isGone(error));
  return { content, open, act, gone, language, setLanguage: setChosen };
}
