import { PasswordInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { post, problemOf } from '../api/client';
import { keys, queries } from '../api/queries';
import { BusyButton } from '../shell/BusyButton';
import { Notice } from '../shell/Notice';
import { ProblemNotice } from '../shell/ProblemNotice';
import { t } from '../texts';
import { EntryPage } from './EntryPage';
import css from './screens.module.css';

const MIN_LENGTH = 12;

/** One-time link: the token stands in the fragment, which browsers send to nobody, and leaves the address at once. */
export function Setup() {
  const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get('token') ?? '');
  useEffect(() => history.replaceState(history.state, '', location.pathname), []);
  const check = useQuery({
    queryKey: ['setup'],
    queryFn: () => post<{ email: string; displayName: string }>('/session/setup/check', { token }, { idempotencyKey: undefined }),
    enabled: token !== '',
    retry: false,
    gcTime: 0,
    staleTime: Infinity,
  });
  return (
    <EntryPage title={t.session.setupTitle}>
      {token === '' && <Notice tone="warn">{t.session.linkMissing}</Notice>}
      {check.isError && <LinkProblem error={check.error} />}
      {check.isLoading && <p role="status">{t.loading}…</p>}
      {check.data && <PasswordForm token={token} email={check.data.email} name={check.data.displayName} />}
    </EntryPage>
  );
}

function LinkProblem({ error }: { error: Error }) {
  const { status } = problemOf(error).problem;
  if (status === 0 || status >= 500) return <ProblemNotice error={error} />;
  return (
    <Notice tone="warn" alert>
      {t.session.linkUsed}
    </Notice>
  );
}

function PasswordForm({ token, email, name }: { token: string; email: string; name: string }) {
  const router = useRouter();
  const client = useQueryClient();
  const form = useForm({
    initialValues: { password: '', repeat: '' },
    validate: {
      password: (value) => (value.length < MIN_LENGTH ? t.session.tooShort : null),
      repeat: (value, all) => (value === all.password ? null : t.session.different),
    },
  });
  const save = useMutation({
    mutationFn: (password: string) => post('/session/setup', { token, password }, { idempotencyKey: undefined }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.session });
      const user = await client.fetchQuery({ ...queries.session, staleTime: 0 });
      router.history.replace(user ? '/' : '/sign-in');
    },
  });
  return (
    <>
      <p>{t.session.setupFor(name, email)}</p>
      <ProblemNotice error={save.error} />
      <form className={css['entryForm']} onSubmit={form.onSubmit(({ password }) => save.mutate(password))}>
        <input type="hidden" name="username" autoComplete="username" value={email} />
        <PasswordInput
          label={t.session.newPassword}
          description={t.session.rule}
          autoComplete="new-password"
          required
          autoFocus
          {...form.getInputProps('password')}
        />
        <PasswordInput label={t.session.repeat} autoComplete="new-password" required {...form.getInputProps('repeat')} />
        <BusyButton type="submit" size="sm" busy={save.isPending}>
          {t.session.setupSubmit}
        </BusyButton>
      </form>
    </>
  );
}
