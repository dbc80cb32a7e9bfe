import { Button, Menu } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useCatalog } from '../api/catalog';
import type { ReferralCard, ReferralMove } from '../api/types';
import { announce } from '../shell/actions';
import { BusyButton } from '../shell/BusyButton';
import { Icon } from '../shell/icons';
import { problemText } from '../shell/ProblemNotice';
import { t } from '../texts';
import { word } from '../words';
import { findForReferral } from './find-for-referral';
import { isBookable, movesByHand, nextMove } from './moves';
import { useReferralMove } from './use-referral-move';
import css from './referrals.module.css';

interface Props {
  referral: ReferralCard;
  /** Opens the form of a move that needs a reason. */
  onAsk: (to: string) => void;
  onMoved?: () => void;
  compact?: boolean;
}

/** The usual next step at hand, every other legal one in a menu. */
export function ReferralActions({ referral, onAsk, onMoved, compact }: Props) {
  const move = useReferralMove(referral, (error) => announce({ text: problemText(error), failed: true }));
  const find = useFindATime(referral);
  const first = nextMove(referral);
  const rest = movesByHand(referral).filter((one) => one !== first);
  const go = ({ to, needsReason }: ReferralMove) => {
    if (needsReason) return onAsk(to);
    move.mutate({ to }, { onSuccess: onMoved });
  };
  // Of many cards each button says whose it is.
  const labelOf = (text: string) => (compact ? `${text}: ${referral.patient.displayName}` : undefined);
  const size = compact ? 'compact-xs' : 'xs';
  return (
    <div className={css['buttons']}>
      {first && (
        <BusyButton
          size={size}
          variant={compact ? 'default' : 'filled'}
          busy={move.isPending}
          aria-label={labelOf(word(t.referral.moves, first.to))}
          onClick={() => go(first)}
        >
          {word(t.referral.moves, first.to)}
        </BusyButton>
      )}
      {isBookable(referral.status) && (
        <Button
          size={size}
          variant={compact || first ? 'default' : 'filled'}
          rightSection={compact ? undefined : <kbd>F</kbd>}
          aria-label={labelOf(t.patients.find)}
          onClick={find}
        >
          {t.patients.find}
        </Button>
      )}
      {rest.length > 0 && (
        <Menu position="bottom-start">
          <Menu.Target>
            <BusyButton
              size={size}
              variant="default"
              busy={move.isPending}
              rightSection={<Icon name="down" size={13} />}
              aria-label={labelOf(t.referral.moveTo)}
            >
              {t.referral.moveTo}
            </BusyButton>
          </Menu.Target>
          <Menu.Dropdown>
            {rest.map((one) => (
              <Menu.Item key={one.to} onClick={() => go(one)}>
                {word(t.referral.moves, one.to)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  );
}

/** The find panel of the board, with whom and what the referral names. */
export function useFindATime(referral: ReferralCard): () => void {
  const catalog = useCatalog();
  const navigate = useNavigate();
  return () => {
    findForReferral(referral, catalog);
    void navigate({ to: '/', search: { panel: 'find' } });
  };
}
