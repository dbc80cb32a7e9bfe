import { Button } from '@mantine/core';
import { Link, useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { problemOf } from '../api/client';
import { ProblemNotice } from '../shell/ProblemNotice';
import { t } from '../texts';
import { EntryPage } from './EntryPage';
import css from './screens.module.css';

export function PendingScreen() {
  return (
    <p className={css['pending']} role="status">
      {t.loading}…
    </p>
  );
}

export function NotFoundScreen() {
  return (
    <EntryPage title={t.fallback.notFound}>
      <p>
        <Link to="/">{t.visit.back}</Link>
      </p>
    </EntryPage>
  );
}

export function CrashScreen({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const again = () => {
    reset();
    void router.invalidate();
  };
  return (
    <div className={css['page']}>
      <h1>{t.fallback.crash}</h1>
      <ProblemNotice error={problemOf(error)}>
        <Button variant="default" onClick={again}>
          {t.retry}
        </Button>
      </ProblemNotice>
    </div>
  );
}
