import type { overview as zh } from '../zh/overview.ts';

export const overview: typeof zh = {
  hello: 'Hello, {{name}}',
  lead: 'What waits for you, how the certificates stand, how the system is.',
  issued: 'Issued in 30 days',
  noRequests: 'You have not asked for anything yet',
  jobs: 'Background jobs',
  subscribers: 'Event handling',
  components: 'Required programs',
  serverCertificate: 'Server certificate',
  collection: 'Collection of logs',
  sourcesBad: 'Silent or failing: {{names}}',
  sourcesWell: '{{well}} of {{all}} log sources send records',
  faults: '{{count}} faults',
};
