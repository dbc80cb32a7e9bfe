import type { ClinicSnapshot } from '../clinic.types.js';

/** Every service that is massage: what budgets, ledgers and habits count. */
export function massageServiceIds({ services }: Pick<ClinicSnapshot, 'services'>): string[] {
  return [...services.values()].filter((service) => service.discipline === 'massage').map((service) => service.id);
}
