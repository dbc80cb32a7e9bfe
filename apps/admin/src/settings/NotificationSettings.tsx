import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useCatalog } from '../api/catalog';
import { notificationQueries } from '../api/notifications';
import { useMay, useOwnPractitioner } from '../api/session';
import type { Practitioner } from '../api/types';
import page from '../screens/screens.module.css';
import { Notice } from '../shell/Notice';
import { ProblemNotice } from '../shell/ProblemNotice';
import { t } from '../texts';
import { tnot } from '../texts.notifications';
import { NotificationForm } from './NotificationForm';
import { SettingsLinks } from './SettingsLinks';

const route = getRouteApi('/desk/settings/notifications');

/** One's own; who may change the clinic chooses whose. */
export function NotificationSettings() {
  const { practitioner: wanted } = route.useSearch();
  const { practitioners, practitionerById } = useCatalog();
  const navigate = useNavigate({ from: '/settings/notifications' });
  const own = useOwnPractitioner();
  const mayForOthers = useMay('clinic:write');
  const shown = (mayForOthers && wanted ? practitionerById.get(wanted) : undefined) ?? own ?? (mayForOthers ? practitioners[0] : undefined);
  return (
    <div className={page['page']}>
      <div className={page['head']}>
        <h1>{t.nav.notificationSettings}</h1>
        <SettingsLinks />
      </div>
      {mayForOthers && (
        <div className={page['head']}>
          <NativeSelect
            label={tnot.practitioner}
            data={practitioners.map(({ id, displayName }) => ({ value: id, label: displayName }))}
            value={shown?.id}
            onChange={(event) => void navigate({ search: { practitioner: event.currentTarget.value } })}
          />
        </div>
      )}
      <p className={page['hint']}>{shown === own ? tnot.intro : tnot.introOther}</p>
      {shown ? <Loaded key={shown.id} practitioner={shown} /> : <Notice>{tnot.nobody}</Notice>}
    </div>
  );
}

function Loaded({ practitioner }: { practitioner: Practitioner }) {
  const { data, error } = useQuery(notificationQueries.preferences(practitioner.id));
  if (data) return <NotificationForm practitioner={practitioner} preferences={data} />;
  return error ? <ProblemNotice error={error} title={tnot.load} /> : <p role="status">{t.loading}…</p>;
}
