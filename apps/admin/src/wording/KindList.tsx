import { NativeSelect, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { KindWording } from '../api/wording';
import { Tag } from '../shell/Tag';
import { tw } from '../texts.wording';
import { capital, word, words } from '../words';
import css from './wording.module.css';

/** What stands in the address where the advice is shown. */
export const ADVICE = 'advice';

export const kindTitle = ({ kind }: Pick<KindWording, 'kind'>): string => capital(word(words.messageKinds, kind));

export interface KindState {
  id: string;
  title: string;
  group: string;
  isOwn: boolean;
  isChanged: boolean;
  isWrong: boolean;
}

interface Props {
  kinds: KindState[];
  chosen: string;
}

const searchFor = (kind: string) => (old: { for?: string }) => ({ kind, for: old.for });

/** All kinds by whom they go to, and the advice. */
export function KindList({ kinds, chosen }: Props) {
  const [typed, setTyped] = useState('');
  const wanted = typed.trim().toLowerCase();
  const shown = kinds.filter(({ title }) => title.toLowerCase().includes(wanted));
  const groups = [...new Set(shown.map(({ group }) => group))];
  return (
    <nav className={css['kinds']} aria-label={tw.kinds}>
      <TextInput
        type="search"
        aria-label={tw.find}
        placeholder={tw.find}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {shown.length === 0 && <p role="status">{tw.noKind}</p>}
      {groups.map((group) => (
        <section key={group} aria-label={group}>
          <h2>{group}</h2>
          <ul>
            {shown
              .filter((one) => one.group === group)
              .map((one) => (
                <li key={one.id}>
                  <Link
                    className={css['kind']}
                    from="/settings/wording"
                    to="/settings/wording"
                    search={searchFor(one.id)}
                    aria-current={one.id === chosen || undefined}
                  >
                    <span>{one.title}</span> <KindTags {...one} />
                  </Link>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

function KindTags({ isOwn, isChanged, isWrong }: KindState) {
  if (isWrong) return <Tag tone="bad">{tw.wrong}</Tag>;
  if (isChanged) return <Tag tone="info">{tw.changed}</Tag>;
  return isOwn ? <Tag>{tw.own}</Tag> : null;
}

/** The same where there is no room for a list. */
export function KindSelect({ kinds, chosen, onChoose }: Props & { onChoose: (id: string) => void }) {
  const groups = [...new Set(kinds.map(({ group }) => group))];
  return (
    <NativeSelect
      size="xs"
      label={tw.kinds}
      value={chosen}
      onChange={(event) => onChoose(event.currentTarget.value)}
      data={groups.map((group) => ({
        group,
        items: kinds
          .filter((one) => one.group === group)
          .map(({ id, title, isChanged }) => ({ value: id, label: isChanged ? `${title} (${tw.changed})` : title })),
      }))}
    />
  );
}
