import type { revocation as zh } from '../zh/revocation.ts';

export const revocation: typeof zh = {
  title: 'CRL and OCSP',
  lead: 'What is published about revoked certificates. OCSP shows a revocation within 2 seconds; lists can be published at once.',
  publish: 'Publish CRLs now',
  published: '{{count}} lists published',
  ocsp: 'OCSP',
  url: 'Address',
  warm: 'Answers ready',
  answered: 'Answered',
  responder: 'Responder',
  lists: 'Certificate revocation lists',
  none: 'No list is published yet; choose Publish CRLs now',
  authority: 'CA and address',
  kind: 'Kind',
  kinds: { full: 'Full', delta: 'Delta' },
  base: 'on number {{number}}',
  number: 'Number',
  entries: 'Entries',
  size: 'Size',
  thisUpdate: 'Published',
  nextUpdate: 'Next by',
  fresh: 'in time',
  overdue: 'overdue',
  overdueText:
    '{{count}} lists are overdue; clients may refuse certificates. Publish now and look at the background jobs.',
};
