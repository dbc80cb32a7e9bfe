/** What patients ask for through the links in their messages, in the words of the desk. */
export const tv = {
  title: 'Patients ask for another time',
  intro:
    'Their visits stay as they are until they are moved or cancelled: that takes them off this list. So does “Done: I told them”, and then the visit stays.',
  kinds: { 'call-me': 'Asks for a call', 'another-day': 'Asks for another day', 'cannot-come': 'Cannot come' } as Record<string, string>,
  ofVisit: 'The patient asks for another time',
  since: (when: string) => `asked ${when}`,
  done: 'Done: I told them',
  doneFor: (name: string) => `Done: I told them, ${name}`,
  resolved: (name: string) => `Done: ${name} waits for nothing more. The visit is as it was.`,
  columns: { visit: 'Visit', patient: 'Patient', reach: 'Phone or e-mail', kind: 'Asks', since: 'Since', act: 'Act' },
};
