import type { ReactNode } from 'react';

/** Calls a number, however it is written; without `children` it shows the number. */
export function PhoneLink({ phone, children = phone }: { phone: string; children?: ReactNode }) {
  return <a href={`tel:${phone.replace(/[^+\d]/g, '')}`}>{children}</a>;
}
