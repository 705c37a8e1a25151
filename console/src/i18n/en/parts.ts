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
  unseen: {
    direction:
      'Turns the direction of writing: drawn as itself it would reorder the text around it; shown by its code',
    lineEnd: 'An unusual line break; shown by its code',
    control: 'An invisible control character; shown by its code',
    tag: 'An invisible tag character, which can carry hidden text; shown by its code',
    unassigned: 'A character without a standard shape; shown by its code',
    invisible: 'An invisible character, such as a zero-width space; shown by its code',
  },
};
