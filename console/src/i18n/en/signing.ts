import type { signing as zh } from '../zh/signing.ts';

export const signing: typeof zh = {
  title: 'Sign with your own certificate',
  text: 'You signed in by certificate, so your decision is signed with your own key. Choose your PKCS#12 file and type its password: the file is opened inside this page, the key and the password never leave it; once per tab is enough.',
  pick: 'Choose certificate file (.p12)',
  password: 'Password of the file',
  open: 'Open',
  ready: 'Will be signed with the key of {{subject}}',
  faults: {
    'not-pkcs12': 'This is not a PKCS#12 file',
    'wrong-password': 'The password is wrong, or the file is damaged',
    legacy:
      'The file uses old encryption (3DES or RC2) that browsers cannot open; collect it in the present format',
    'no-key': 'The file holds no private key',
    'key-not-supported': 'This browser does not know the algorithm of the key; use a newer browser',
    'other-certificate': 'The file holds another certificate than the one you signed in with',
  },
};
