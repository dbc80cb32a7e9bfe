import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ledgerQueries } from '../api/ledger';
import { useMay } from '../api/session';
import { Notice } from '../shell/Notice';
import { tm } from '../texts.messages';
import { formatDayTime } from '../time/wall';
import { word, words } from '../words';

/** Channels that somebody has stopped: whoever looks at messages has to know that these wait. */
export function PausedChannels() {
  const { data } = useQuery(ledgerQueries.exceptions);
  const mayOperate = useMay('operations:read');
  return (data?.paused ?? []).map(({ channel, since, reason }) => (
    <Notice key={channel} tone="warn">
      <span>{tm.pausedChannel(word(words.channels, channel), formatDayTime(since), reason)}</span>
      {mayOperate && <Link to="/operations">{tm.exceptions.seeSending}</Link>}
    </Notice>
  ));
}
