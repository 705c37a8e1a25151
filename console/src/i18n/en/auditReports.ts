import type { auditReports as zh } from '../zh/auditReports.ts';

export const auditReports: typeof zh = {
  title: 'Audit reports',
  lead: 'On the first of each month the report of the month before is made; others can be made at any time. Sign-ins, privileged operations, database access, alerts, gaps, the state of the evidence and what the auditors did. Reports are in Chinese. Reading and taking them is on record.',
  month: 'Month',
  make: 'Make the report',
  asked: 'The report is being made; it will appear in the list',
  automatic: 'By itself',
  finishedAt: 'Made at',
  files: 'Report',
  read: 'Read',
  pdf: 'PDF ({{size}})',
  html: 'Web page',
  newTab: 'Open in a new tab',
  of: 'Audit report, {{month}}',
  none: 'No reports yet. The first is made by itself on the 1st of next month, or choose a month now.',
  states: { waiting: 'Waiting', done: 'Made', failed: 'Failed' },
};
