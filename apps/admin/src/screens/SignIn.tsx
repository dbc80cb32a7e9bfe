import { PasswordInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { post, problemOf } from '../api/client';
import { isSomebodyElse } from '../api/last-user';
import { queries } from '../api/queries';
import type { User } from '../api/types';
import { BusyButton } from '../shell/BusyButton';
import { Notice } from '../shell/Notice';
import { ProblemNotice } from '../shell/ProblemNotice';
import { t } from '../texts';
import { EntryPage } from './EntryPage';
import css from './screens.module.css';

export function SignIn() {
  const { to, ended } = useSearch({ from: '/sign-in' });
  const router = useRouter();
  const client = useQueryClient();
  const form = useForm({ initialValues: { email: '', password: '' } });
  const signIn = useMutation({
    mutationFn: (values: { email: string; password: string }) => post<{ user: User }>('/session', values, { idempotencyKey: undefined }),
    onSuccess: async ({ user }) => {
      // What the last person typed, held and did is in memory: it goes with the page.
      if (isSomebodyElse(user.id)) return location.replace('/');
      client.clear();
      client.setQueryData(queries.session.queryKey, user);
      await router.invalidate();
      router.history.replace(to ?? '/');
    },
    onError: () => form.setFieldValue('password', ''),
  });
  return (
    <EntryPage title={t.session.title}>
      {ended && !signIn.error && <Notice>{t.session.ended}</Notice>}
      <SignInProblem error={signIn.error} />
      <form className={css['entryForm']} onSubmit={form.onSubmit((values) => signIn.mutate({ ...values, email: values.email.trim() }))}>
        <TextInput
          label={t.session.email}
          type="email"
          name="email"
          autoComplete="username"
          size="sm"
          required
          autoFocus
          {...form.getInputProps('email')}
        />
        <PasswordInput
          label={t.session.password}
          name="password"
          autoComplete="current-password"
          required
          {...form.getInputProps('password')}
        />
        <BusyButton type="submit" size="sm" busy={signIn.isPending}>
          {t.session.submit}
        </BusyButton>
      </form>
    </EntryPage>
  );
}

function SignInProblem({ error }: { error: Error | null }) {
  if (!error) return null;
  const { status } = problemOf(error).problem;
  const sentence = { 401: t.session.wrong, 429: t.session.throttled }[status];
  if (!sentence) return <ProblemNotice error={error} />;
  return (
    <Notice tone="bad" alert>
      {sentence}
    </Notice>
  );
}
