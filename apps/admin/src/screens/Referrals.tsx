import { Button, Select } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useId, useRef, useState } from 'react';
import { queries } from '../api/queries';
import type { ReferralCard, ReferralColumn } from '../api/types';
import { usePolling } from '../live/live';
import { MoveForm } from '../referrals/MoveForm';
import { NewReferral } from '../referrals/NewReferral';
import { ReferralCardView } from '../referrals/ReferralCardView';
import { BusyButton } from '../shell/BusyButton';
import { useKeys } from '../shell/keys';
import { ProblemNotice } from '../shell/ProblemNotice';
import { SidePanel } from '../shell/SidePanel';
import { t } from '../texts';
import { word } from '../words';
import css from '../referrals/referrals.module.css';
import page from './screens.module.css';

/** A move that needs a reason, beside the board so that no news can take away what is typed. */
interface Asking {
  card: ReferralCard;
  to: string;
}

/** Every referral that somebody has to see to, by what has to be done. */
export function Referrals() {
  const [asking, setAsking] = useState<Asking>();
  const [creating, setCreating] = useState(false);
  const board = useQuery({ ...queries.referralBoard, refetchInterval: usePolling() });
  const columns = board.data?.columns ?? [];
  const focusCard = useFocusCard();
  useKeys({ n: (event) => (event.preventDefault(), setAsking(undefined), setCreating(true)) });
  const moved = (id: string) => {
    setAsking(undefined);
    focusCard(id);
  };
  return (
    <div className={page['split']}>
      <div className={page['page']}>
        <div className={page['head']}>
          <h1>{t.referral.board}</h1>
          <Link to="/settings/referrals">{t.nav.referralSettings}</Link>
          <Button rightSection={<kbd>N</kbd>} onClick={() => (setAsking(undefined), setCreating(true))}>
            {t.referral.title}
          </Button>
        </div>
        <ProblemNotice error={board.error}>
          <BusyButton variant="default" busy={board.isFetching} onClick={() => void board.refetch()}>
            {t.retry}
          </BusyButton>
        </ProblemNotice>
        {board.isLoading && <p role="status">{t.loading}…</p>}
        {columns.length > 0 && (
          <Columns columns={columns} onAsk={(card, to) => (setCreating(false), setAsking({ card, to }))} onMoved={moved} />
        )}
      </div>
      {asking && <AskPanel key={`${asking.card.id} ${asking.to}`} asking={asking} onMoved={moved} onClose={() => setAsking(undefined)} />}
      {creating && <NewReferral onClose={() => setCreating(false)} />}
    </div>
  );
}

interface ColumnsProps {
  columns: ReferralColumn[];
  onAsk: (card: ReferralCard, to: string) => void;
  onMoved: (id: string) => void;
}

/** Side by side, or one at a time where there is no room. */
function Columns({ columns, ...rest }: ColumnsProps) {
  const narrow = useMediaQuery('(max-width: 960px)', false, { getInitialValueInEffect: false });
  const [chosen, setChosen] = useState('new');
  const shown = narrow ? columns.filter((column) => column.key === chosen) : columns;
  return (
    <>
      {narrow && (
        <Select
          aria-label={t.referral.column}
          data={columns.map((column) => ({ value: column.key, label: titleOf(column) }))}
          value={chosen}
          onChange={(key) => setChosen(key ?? 'new')}
          withScrollArea={false}
        />
      )}
      <div className={css['board']} data-narrow={narrow || undefined}>
        {shown.map((column) => (
          <Column key={column.key} column={column} {...rest} />
        ))}
      </div>
    </>
  );
}

const titleOf = ({ key, total = 0 }: ReferralColumn): string => `${word(t.referral.columns, key)} (${t.referral.count(total)})`;

function Column({ column, onAsk, onMoved }: Omit<ColumnsProps, 'columns'> & { column: ReferralColumn }) {
  const id = useId();
  const list = useRef<HTMLUListElement>(null);
  const { cards, hasMore, more } = useCards(column);
  const firstNew = useRef<number>(undefined);
  // Once they are drawn: by then the button may be gone with the last page.
  useEffect(() => {
    if (firstNew.current === undefined || firstNew.current >= cards.length) return;
    list.current?.children[firstNew.current]?.querySelector('a')?.focus();
    firstNew.current = undefined;
  }, [cards.length]);
  return (
    <section className={css['column']} aria-labelledby={id} data-column={column.key}>
      <h2 id={id}>{titleOf(column)}</h2>
      {cards.length === 0 && <p className={css['dim']}>{word(t.referral.emptyColumns, column.key)}</p>}
      <ul ref={list} className={css['cards']}>
        {cards.map((card) => (
          <li key={card.id}>
            <ReferralCardView card={card} done={column.key === 'done'} onAsk={(to) => onAsk(card, to)} onMoved={() => onMoved(card.id)} />
          </li>
        ))}
      </ul>
      {hasMore && (
        <BusyButton
          variant="default"
          className={css['more']}
          busy={more.isPending}
          aria-label={t.referral.moreOf(word(t.referral.columns, column.key))}
          onClick={() => {
            firstNew.current = cards.length;
            more.mutate(undefined, { onError: () => (firstNew.current = undefined) });
          }}
        >
          {t.referral.more}
        </BusyButton>
      )}
      <ProblemNotice error={more.error} />
    </section>
  );
}

/** The cards that came with the board, or page by page once somebody asked for more. */
function useCards(column: ReferralColumn) {
  const client = useQueryClient();
  const [isOpen, setIsOpen] = useState(false);
  const options = queries.referralColumn(column.key);
  const pages = useInfiniteQuery({ ...options, enabled: isOpen, refetchInterval: usePolling() });
  const more = useMutation({
    mutationFn: async () => {
      // It goes on from what is on the screen.
      if (!isOpen) client.setQueryData(options.queryKey, { pages: [column], pageParams: [undefined] });
      const { error } = await pages.fetchNextPage();
      if (error) throw error;
      setIsOpen(true);
    },
  });
  if (!isOpen || !pages.data) return { cards: column.data, hasMore: column.page.hasMore, more };
  // While one page is read anew, a card may stand on two.
  const byId = new Map(pages.data.pages.flatMap((one) => one.data).map((card) => [card.id, card]));
  return { cards: [...byId.values()], hasMore: pages.hasNextPage, more };
}

function AskPanel({ asking: { card, to }, onMoved, onClose }: { asking: Asking; onMoved: (id: string) => void; onClose: () => void }) {
  // The newest version: the board may be a moment behind, or the card gone to another column.
  const { data = card } = useQuery(queries.referral(card.id));
  return (
    <SidePanel title={`${word(t.referral.moves, to)}: ${card.patient.displayName}`} onClose={onClose} wide>
      <MoveForm referral={data} to={to} onMoved={() => onMoved(card.id)} onCancel={onClose} />
    </SidePanel>
  );
}

/** A card that was moved is another one in another column: the focus goes with it. */
function useFocusCard(): (id: string) => void {
  const wanted = useRef<string>(undefined);
  useEffect(() => {
    if (wanted.current === undefined) return;
    const own = `[data-card="${CSS.escape(wanted.current)}"]`;
    const { activeElement } = document;
    if (activeElement === document.body) document.querySelector<HTMLElement>(`${own} a`)?.focus();
    else if (!activeElement?.closest(`${own}, aside`)) wanted.current = undefined;
  });
  return (id) => {
    wanted.current = id;
  };
}
