import type { parts as zh } from '../zh/parts.ts';

export const parts: typeof zh = {
  holderHint: 'Find by name or number',
  holderNone: 'Not in the directory; add it under Organisations first',
  noSessions: 'No sessions',
  method: 'Signed in by',
  thisSession: 'This session',
  address: 'Address',
  browser: 'Browser',
  signedInAt: 'Signed in',
  lastSeen: 'Last seen',
  endSession: 'End session',
  organisationHint: 'Choose an organisation',
};
