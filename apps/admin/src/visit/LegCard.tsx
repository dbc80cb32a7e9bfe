import { ActionIcon, Button, Menu } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useCatalog } from '../api/catalog';
import type { Leg, LegAction, Visit } from '../api/types';
import { stateOf } from '../board/model';
import { WhatStandsAgainst } from '../screening/ReviewNotice';
import { BusyButton } from '../shell/BusyButton';
import { Icon } from '../shell/icons';
import { Notice } from '../shell/Notice';
import { StateGlyph } from '../shell/StateGlyph';
import { t } from '../texts';
import { ts } from '../texts.screening';
import { formatSpan } from '../time/wall';
import { word, words } from '../words';
import { asksFirst, legActions } from './moves';
import { stepLeg, type VisitHandle } from './use-visit';
import css from './visit.module.css';
import { useWish } from './wished.store';

interface Props {
  visit: Visit;
  leg: Leg;
  change: VisitHandle['change'];
}

/** One leg with its next step at hand and the others in a menu. */
export function LegCard({ visit, leg, change }: Props) {
  const { serviceById, practitionerById, roomById } = useCatalog();
  const service = serviceById.get(leg.serviceId);
  const tone = service?.discipline === 'massage' && service.role === 'other' ? 'long-massage' : service?.discipline;
  const state = stateOf(visit, leg);
  const [asked, setAsked] = useState<LegAction>();
  const card = useRef<HTMLElement>(null);
  const isMassage = service?.discipline === 'massage';
  const begin = (action: LegAction) => {
    if (asksFirst(visit, leg, action, isMassage)) setAsked(action);
    else change.mutate(stepLeg(visit, leg.id, action));
  };
  useWish(visit.id, leg.id, () => {
    const [next] = legActions(visit, leg);
    if (next && asksFirst(visit, leg, next, isMassage)) setAsked(next);
  });
  return (
    <article ref={card} tabIndex={-1} className={css['leg']} data-tone={tone} data-cancelled={leg.status === 'cancelled' || undefined}>
      <div>
        <strong>{formatSpan(leg.start, leg.end)}</strong> {service?.short}
        <br />
        {[practitionerById.get(leg.practitionerId)?.displayName, roomById.get(leg.roomId)?.name].filter(Boolean).join(' · ')}
        {leg.status !== 'booked' && (
          <span className={css['legState']}>
            <StateGlyph state={state} /> {word(words.visitStatus, leg.status)}
          </span>
        )}
      </div>
      {asked ? (
        <StartAnyway
          visit={visit}
          action={asked}
          busy={change.isPending}
          onStart={() => change.mutate(stepLeg(visit, leg.id, asked), { onSettled: () => setAsked(undefined) })}
          onCancel={() => {
            setAsked(undefined);
            card.current?.focus();
          }}
        />
      ) : (
        <LegActions visit={visit} leg={leg} busy={change.isPending} onStep={begin} serviceName={service?.short ?? ''} />
      )}
    </article>
  );
}

interface StartProps {
  visit: Visit;
  action: LegAction;
  busy: boolean;
  onStart: () => void;
  onCancel: () => void;
}

/** What stands against it is read before it begins. */
function StartAnyway({ visit, action, busy, onStart, onCancel }: StartProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <div ref={box} tabIndex={-1} role="group" aria-label={ts.visit.startTitle} className={css['asks']}>
      <Notice tone="warn" title={ts.visit.startTitle}>
        <WhatStandsAgainst visit={visit} />
        <div className={css['actions']}>
          <BusyButton size="xs" color="red.9" busy={busy} onClick={onStart}>
            {action === 'start' ? ts.visit.startAnyway : ts.visit.completeAnyway}
          </BusyButton>
          <Button size="xs" variant="default" onClick={onCancel}>
            {t.cancel}
          </Button>
        </div>
      </Notice>
    </div>
  );
}

interface ActionsProps {
  visit: Visit;
  leg: Leg;
  busy: boolean;
  onStep: (action: LegAction) => void;
  serviceName: string;
}

function LegActions({ visit, leg, busy, onStep, serviceName }: ActionsProps) {
  const actions = legActions(visit, leg);
  if (actions.length === 0) return null;
  // Arriving is mostly for the whole visit and has its button below; a leg is started and finished by itself.
  const [next, rest] = leg.status === 'booked' ? [undefined, actions] : [actions[0], actions.slice(1)];
  return (
    <div className={css['legActions']}>
      {next && (
        <BusyButton
          size="compact-xs"
          variant="default"
          busy={busy}
          aria-label={`${t.visit.actions[next] ?? next}: ${serviceName}`}
          onClick={() => onStep(next)}
        >
          {t.visit.actions[next]}
        </BusyButton>
      )}
      {rest.length > 0 && (
        <Menu position="bottom-end" shadow="md">
          <Menu.Target>
            <ActionIcon variant="default" size={24} aria-label={t.visit.actionsFor(serviceName)}>
              <Icon name="down" size={14} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {rest.map((action) => (
              <Menu.Item key={action} onClick={() => onStep(action)}>
                {t.visit.actions[action]}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  );
}
