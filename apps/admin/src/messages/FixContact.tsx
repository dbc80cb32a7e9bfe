import { Button, TextInput } from '@mantine/core';
import { useForm, type UseFormReturnType } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { put, problemOf } from '../api/client';
import { actOn } from '../api/ledger';
import { keys, queries } from '../api/queries';
import type { Message, Patient, Tagged } from '../api/types';
import { focusFirstError, given, showFieldErrors } from '../forms/fields';
import { announce } from '../shell/actions';
import { BusyButton } from '../shell/BusyButton';
import { useLayerEscape } from '../shell/keys';
import { PhoneLink } from '../shell/PhoneLink';
import { problemText, ProblemNotice } from '../shell/ProblemNotice';
import { useUnsaved } from '../shell/unsaved';
import { t } from '../texts';
import { tm } from '../texts.messages';
import css from './messages.module.css';

const te = tm.exceptions;

interface Props {
  message: Message;
  name: string;
  onClose: () => void;
}

/** Corrects how a patient is reached and sends the message again, in one go. */
export function FixContact({ message, name, onClose }: Props) {
  const patient = useQuery({ ...queries.patient(message.recipient.id ?? ''), staleTime: 0 });
  useLayerEscape(true, onClose);
  if (!patient.data)
    return patient.error ? <ProblemNotice error={patient.error} title={t.patients.load} /> : <p role="status">{t.loading}…</p>;
  return <ContactForm patient={patient.data} message={message} name={name} onClose={onClose} />;
}

function ContactForm({ patient, message, name, onClose }: Props & { patient: Tagged<Patient> }) {
  const form = useForm<Contact>({
    initialValues: { email: patient.email ?? '', phone: patient.phone ?? '' },
    validate: { email: (email, { phone }) => (email.trim() === '' && phone.trim() === '' ? te.needOne : null) },
  });
  useUnsaved(form.isDirty());
  const { save, said } = useFix(form, patient, message, name, onClose);
  return (
    <form
      className={css['fix']}
      noValidate
      aria-label={te.name(te.fix, name)}
      onSubmit={form.onSubmit(
        (values) => save.mutate(values),
        (errors) => focusFirstError(form, errors),
      )}
    >
      <ProblemNotice error={said ? null : save.error} />
      <div className={css['fields']}>
        <TextInput label={t.patients.email} type="email" autoComplete="off" data-autofocus autoFocus {...form.getInputProps('email')} />
        <TextInput label={t.patients.phone} type="tel" autoComplete="off" {...form.getInputProps('phone')} />
      </div>
      <div className={css['buttons']}>
        <BusyButton type="submit" busy={save.isPending}>
          {te.save}
        </BusyButton>
        <Button variant="default" onClick={onClose}>
          {t.cancel}
        </Button>
        {patient.phone && <PhoneLink phone={patient.phone}>{te.call(patient.phone)}</PhoneLink>}
      </div>
    </form>
  );
}

interface Contact extends Record<string, string> {
  email: string;
  phone: string;
}

function useFix(form: UseFormReturnType<Contact>, patient: Tagged<Patient>, message: Message, name: string, onDone: () => void) {
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: async (contact: Contact) => {
      const saved = await put<Patient>(`/patients/${patient.id}`, withContact(patient, latest(form, patient, contact)), patient.etag);
      client.setQueryData(queries.patient(saved.id).queryKey, saved);
      // The contact is saved by now: what becomes of the message is another matter.
      return actOn(message, 'resend').then(
        () => undefined,
        (error: unknown) => problemText(error),
      );
    },
    onSuccess: (refused) => {
      form.resetDirty();
      announce(refused === undefined ? { text: te.fixed(name) } : { text: te.savedOnly(name, refused), failed: true });
      for (const queryKey of [keys.messages, keys.patients]) void client.invalidateQueries({ queryKey });
      onDone();
    },
    onError: (error) => {
      showFieldErrors(form, error);
      // Changed by somebody else: what was typed stays, and the next try is decided on what is there now.
      if (problemOf(error).problem.status !== 412) return undefined;
      return client.invalidateQueries({ queryKey: queries.patient(patient.id).queryKey });
    },
  });
  const fields = problemOf(save.error).problem.errors ?? [];
  return { save, said: fields.length > 0 && fields.every(({ pointer }) => pointer === '/email' || pointer === '/phone') };
}

/** What was not touched is as it is now: somebody else may have mended it meanwhile. */
function latest(form: UseFormReturnType<Contact>, patient: Tagged<Patient>, typed: Contact): Contact {
  return {
    email: form.isDirty('email') ? typed.email : (patient.email ?? ''),
    phone: form.isDirty('phone') ? typed.phone : (patient.phone ?? ''),
  };
}

/** A wish for a channel that has no address any more would be refused. */
function withContact(patient: Tagged<Patient>, contact: Contact): Omit<Patient, 'id'> {
  const { etag: _, ...rest } = patient;
  const [email, phone] = [given(contact.email), given(contact.phone)];
  const wish = rest.preferredChannel;
  const reachable = (wish === 'email' && email) || (wish === 'sms' && phone);
  return { ...rest, email, phone, preferredChannel: reachable ? wish : undefined };
}
