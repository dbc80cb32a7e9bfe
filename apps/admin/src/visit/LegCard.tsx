import { ActionIcon, Menu } from '@mantine/core';
import { useCatalog } from '../api/catalog';
import type { Leg, Visit } from '../api/types';
import { stateOf } from '../board/model';
import { BusyButton } from '../shell/BusyButton';
import { Icon } from '../shell/icons';
import { StateGlyph } from '../shell/StateGlyph';
import { t } from '../texts';
import { formatSpan } from '../time/wall';
import { word, words } from '../words';
import { legActions } from './moves';
import { stepLeg, type VisitHandle } from './use-visit';
import css from './visit.module.css';

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
  return (
    <article className={css['leg']} data-tone={tone} data-cancelled={leg.status === 'cancelled' || undefined}>
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
      <LegActions visit={visit} leg={leg} change={change} serviceName={service?.short ?? ''} />
    </article>
  );
}

function LegActions({ visit, leg, change, serviceName }: Props & { serviceName: string }) {
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
          busy={change.isPending}
          aria-label={`${t.visit.actions[next] ?? next}: ${serviceName}`}
          onClick={() => change.mutate(stepLeg(visit, leg.id, next))}
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
              <Menu.Item key={action} onClick={() => change.mutate(stepLeg(visit, leg.id, action))}>
                {t.visit.actions[action]}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  );
}
