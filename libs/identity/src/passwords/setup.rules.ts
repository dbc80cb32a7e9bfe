/** The purpose of the tokens in invitations and in the link of the first sign-in. */
export const SETUP_PURPOSE = 'password-setup';
