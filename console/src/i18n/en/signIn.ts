import type { signIn as zh } from '../zh/signIn.ts';

export const signIn: typeof zh = {
  title: 'Sign in',
  lead: 'Security control plane of the civil affairs network',
  certificateTitle: 'Sign in with your certificate',
  certificateText:
    'Insert your token, or make sure that your certificate is imported on this computer. The browser asks which certificate to use: choose your own.',
  certificateButton: 'Sign in with certificate',
  certificateOff: 'Sign-in by certificate is not open on this server.',
  passwordTitle: 'Sign in with a password',
  passwordText: 'Needs your account, its password and the code of your authenticator.',
  passwordOff: 'The security policy has switched passwords off; sign in with your certificate.',
  loginName: 'Account',
  password: 'Password',
  code: 'Authenticator code',
  codeHint: 'The 6 digits on your phone; leave empty if your account has none',
  codeBad: 'The code has 6 digits',
  passwordButton: 'Sign in',
  trouble: 'Trouble with certificate sign-in?',
  trouble1:
    'The browser does not ask: make sure that the certificate is in your personal store, then close every window of the browser and open it again.',
  trouble2:
    'The browser says that the connection is not safe: download the root certificate, compare its fingerprint and import it as a trusted root.',
  trouble3: 'Your certificate has expired or was revoked: ask your certificate administrator for a new one.',
  ended: 'Your session has ended; sign in again',
  notice: 'For authorised staff on official business only. Every act is recorded and audited.',
};
