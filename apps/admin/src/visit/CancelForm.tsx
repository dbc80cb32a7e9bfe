import { Button, Checkbox, Textarea } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useCatalog } from '../api/catalog';
import type { Visit } from '../api/types';
import { t } from '../texts';
import { inOrderOfTime, timeOf } from '../time/wall';
import { cancelVisit, type VisitHandle } from './use-visit';
import { BusyButton } from '../shell/BusyButton';
import css from './visit.module.css';

interface Props {
  visit: Visit;
  handle: VisitHandle;
  onDone: () => void;
}

/** The whole visit or one leg, with a reason. What was typed survives a change by somebody else. */
export function CancelForm({ visit, handle, onDone }: Props) {
  const { serviceById } = useCatalog();
  const live = inOrderOfTime(visit.legs.filter((leg) => leg.status === 'booked' || leg.status === 'arrived'));
  const [kept, setKept] = useState<string[]>([]);
  const [reason, setReason] = useState('');
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  const chosen = live.filter((leg) => !kept.includes(leg.id));
  const whole = chosen.length === live.length;
  const nameOf = (serviceId: string) => serviceById.get(serviceId)?.short ?? '';
  const submit = () => {
    const names = chosen.map((leg) => nameOf(leg.serviceId)).join(', ');
    const legIds = whole ? undefined : chosen.map((leg) => leg.id);
    handle.change.mutate(cancelVisit(visit, legIds, reason, names), { onSuccess: onDone });
  };
  return (
    <form
      className={css['cancel']}
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen.length > 0) submit();
      }}
    >
      {live.length > 1 && (
        <fieldset>
          <legend>{t.visit.cancelTitle}</legend>
          {live.map((leg) => (
            <Checkbox
              key={leg.id}
              label={`${timeOf(leg.start)} ${nameOf(leg.serviceId)}`}
              checked={!kept.includes(leg.id)}
              onChange={(event) => setKept(event.currentTarget.checked ? kept.filter((id) => id !== leg.id) : [...kept, leg.id])}
            />
          ))}
        </fieldset>
      )}
      <Textarea
        label={t.visit.cancelReason}
        autosize
        minRows={1}
        maxRows={4}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <div className={css['actions']}>
        <BusyButton ref={button} type="submit" color="red.9" busy={handle.change.isPending} disabled={chosen.length === 0}>
          {t.visit.cancelDo}
        </BusyButton>
        <Button variant="default" onClick={onDone}>
          {t.visit.keep}
        </Button>
      </div>
    </form>
  );
}
