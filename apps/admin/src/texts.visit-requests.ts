/** What patients ask for through the links in their messages, in the words of the desk. */
export const tv = {
  title: 'Patients ask for another time',
  intro: 'Their visits stay as they are until they are moved or cancelled. Moving or cancelling one sees to it.',
  kinds: { 'call-me': 'Asks for a call', 'another-day': 'Asks for another day', 'cannot-come': 'Cannot come' } as Record<string, string>,
  ofVisit: 'The patient asks for another time',
  since: (when: string) => `asked ${when}`,
  done: 'Seen to',
  doneFor: (name: string) => `Seen to: ${name}`,
  resolved: (name: string) => `Seen to what ${name} asked for.`,
  columns: { visit: 'Visit', patient: 'Patient', phone: 'Phone', kind: 'Asks', since: 'Since', act: 'Act' },
};
