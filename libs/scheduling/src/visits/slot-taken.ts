import { DomainError } from '#kernel';

export function slotTaken(resource?: 'practitioner' | 'room' | 'patient', legIndex?: number): DomainError {
  return new DomainError('conflict', 'slot-taken', {
    detail: resource ? `The ${resource} is already somewhere else at that time.` : 'That time was taken in the meantime.',
    extra: resource ? { resource, legIndex } : undefined,
  });
}
