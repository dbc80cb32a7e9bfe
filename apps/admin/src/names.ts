import type { AreaRef } from './api/types';
import { words } from './words';

/** `Dr. Alder Finch, DC` → `Dr. Alder Finch`: columns and cards show the credentials apart or not at all. */
export const personName = (displayName: string): string => displayName.replace(CREDENTIALS, '');

/** `Dr. Alder Finch, DC` → `DC`. */
export const credentialsOf = (displayName: string): string | undefined => CREDENTIALS.exec(displayName)?.[1];

const CREDENTIALS = /,\s*([A-Z][A-Za-z.]{0,5}(?:,\s*[A-Z][A-Za-z.]{0,5})*)$/;

/** `Bartholomew Okafor` → `Bartholomew O.`; the card and the panel have the whole name. */
export function shortName(displayName: string): string {
  const parts = displayName.trim().split(/\s+/);
  const last = parts.length > 1 ? parts[parts.length - 1]! : '';
  return last ? `${parts[0]} ${last[0]}.` : displayName;
}

/** `Dr. Hazel Lark` → `HL`, where a column is a strip. */
export const initials = (name: string): string =>
  name
    .replace(/^Dr\. /, '')
    .split(/\s+/)
    .map((part) => part.charAt(0))
    .join('')
    .slice(0, 3);

/** The name of a service where a block or a card has room for one word or two. */
export const shortService = (service: { code: string; name: string }): string => words.servicesShort[service.code] ?? service.name;

/** `L Shoulder`; without a side just `Neck`. */
export function areaName(area: AreaRef, nameOf: (code: string) => string): string {
  return area.side ? `${words.sidesShort[area.side] ?? ''} ${nameOf(area.code).toLowerCase()}` : nameOf(area.code);
}
