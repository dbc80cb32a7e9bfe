import type { UseFormReturnType } from '@mantine/form';
import { problemOf } from '../api/client';
import { capital } from '../words';

/** Puts the server's field errors (`/patient/phone`) beside the fields they name; tells whether that says it all. */
export function showFieldErrors<T extends Record<string, unknown>>(form: UseFormReturnType<T>, error: unknown): boolean {
  const errors = problemOf(error).problem.errors ?? [];
  const own = errors
    .map(({ pointer, detail }) => [fieldOf(pointer), capital(detail)] as const)
    .filter(([field]) => field in form.getValues());
  if (own.length > 0) {
    const errors = Object.fromEntries(own);
    form.setErrors(errors);
    focusFirstError(form, errors);
  }
  return own.length > 0 && own.length === errors.length;
}

/** What has to be corrected is where the next key goes. */
export function focusFirstError<T extends Record<string, unknown>>(form: UseFormReturnType<T>, errors: Record<string, unknown>): void {
  const [first] = Object.keys(form.getValues()).filter((field) => errors[field]);
  if (first) form.getInputNode(first)?.focus();
}

export const fieldOf = (pointer: string): string => pointer.replace(/^\//, '').split('/')[0] ?? '';

/** Forms hold empty strings, the API wants the field left out. */
export const given = (text: string): string | undefined => (text.trim() === '' ? undefined : text.trim());
