import type { authorities as zh } from '../zh/authorities.ts';

export const authorities: typeof zh = {
  title: 'CAs and profiles',
  lead: 'The root and issuing CAs of this system, and the profiles by which certificates are made.',
  none: 'There is no CA yet',
  kinds: { root: 'Root CA', issuing: 'Issuing CA' },
  states: { active: 'Active', retired: 'Retired' },
  keyStores: { sealed: 'key sealed by the master key', pkcs11: 'key in a PKCS#11 device' },
  issued: 'Issued',
  counts: '{{issued}} issued, {{revoked}} revoked',
  rootHint: 'Compare the fingerprint, then import the root certificate as a trusted root on each computer.',
  profiles: 'Profiles',
  for: 'For',
  term: 'Term',
  termOf: '{{days}} days, {{max}} at most',
};
