import { SegmentedControl, Select } from '@mantine/core';
import { useCatalog } from '../api/catalog';
import type { CatalogService } from '../api/queries';
import type { Practitioner } from '../api/types';
import { AreasField } from '../forms/PlanFields';
import { t } from '../texts';
import { isSpot, type FindForm, type Order } from './find-form';
import css from './find.module.css';

const NONE = 'none';
const ANYONE = 'anyone';

interface Props {
  form: FindForm;
  locationId: string;
  onChange: (patch: Partial<FindForm>) => void;
}

/** Which visit: the host service, the spot work and their order. */
export function ServiceFields({ form, locationId, onChange }: Props) {
  const { services } = useCatalog();
  const hosts = services.filter((service) => !isSpot(service));
  const spots = services.filter(isSpot);
  const paired = form.hostServiceId !== null && form.spotServiceId !== null;
  return (
    <>
      <div className={css['two']}>
        <ServiceSelect
          label={t.find.host}
          none={t.find.noHost}
          services={hosts}
          value={form.hostServiceId}
          onChange={(hostServiceId) => onChange({ hostServiceId, hostPractitionerId: null })}
        />
        <PersonSelect
          label={t.find.with}
          serviceId={form.hostServiceId}
          locationId={locationId}
          value={form.hostPractitionerId}
          onChange={(hostPractitionerId) => onChange({ hostPractitionerId })}
        />
        <ServiceSelect
          label={t.find.spot}
          none={t.find.noSpot}
          services={spots}
          value={form.spotServiceId}
          onChange={(spotServiceId) => onChange({ spotServiceId, spotPractitionerId: null })}
        />
        <PersonSelect
          label={t.find.therapist}
          serviceId={form.spotServiceId}
          locationId={locationId}
          value={form.spotPractitionerId}
          onChange={(spotPractitionerId) => onChange({ spotPractitionerId })}
        />
      </div>
      {form.spotServiceId !== null && <AreasField value={form.areas} onChange={(areas) => onChange({ areas })} />}
      {paired && (
        <SegmentedControl
          aria-label={t.find.order}
          fullWidth
          data={(['after', 'before', 'either'] as const).map((value) => ({ value, label: t.find.orders[value] }))}
          value={form.order}
          onChange={(order) => onChange({ order: order as Order })}
          transitionDuration={0}
        />
      )}
    </>
  );
}

interface ServiceSelectProps {
  label: string;
  none: string;
  services: CatalogService[];
  value: string | null;
  onChange: (id: string | null) => void;
}

function ServiceSelect({ label, none, services, value, onChange }: ServiceSelectProps) {
  const data = [...services.map((service) => ({ value: service.id, label: service.short })), { value: NONE, label: none }];
  return (
    <Select label={label} data={data} value={value ?? NONE} onChange={(id) => onChange(id === NONE ? null : id)} withScrollArea={false} />
  );
}

interface PersonSelectProps {
  label: string;
  serviceId: string | null;
  locationId: string;
  value: string | null;
  onChange: (id: string | null) => void;
}

function PersonSelect({ label, serviceId, locationId, value, onChange }: PersonSelectProps) {
  const { practitioners } = useCatalog();
  const gives = (one: Practitioner) =>
    serviceId !== null && one.serviceIds.includes(serviceId) && (one.locationIds.length === 0 || one.locationIds.includes(locationId));
  const data = [
    { value: ANYONE, label: t.find.anyone },
    ...practitioners.filter(gives).map((one) => ({ value: one.id, label: one.displayName })),
  ];
  return (
    <Select
      label={label}
      data={data}
      value={value ?? ANYONE}
      disabled={serviceId === null}
      onChange={(id) => onChange(id === ANYONE ? null : id)}
      withScrollArea={false}
    />
  );
}
