/** Words of the bell: part of `texts.ts`. */
export const tbell = {
  notifications: 'Notifications',
  unread: (count: string) => `Notifications, ${count} unread`,
  noNotifications: 'Nothing has come in.',
  readAll: 'Mark all as read',
  urgent: 'Urgent',
  isUnread: 'unread',
};
