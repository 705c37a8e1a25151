/** The four kinds of audit, as sources and alerts are classed. */
export const classes = ['network', 'operations', 'database', 'business'] as const;
export const areas = ['all', ...classes] as const;
export type Area = (typeof areas)[number];

/** Columns of the list besides time and what happened. */
export type Column = 'person' | 'from' | 'to' | 'database' | 'rows' | 'host' | 'source';

type Preset = {
  readonly path: string;
  readonly columns: readonly Column[];
  /** At most eight. */
  readonly facets: readonly string[];
};

/** Searches that are prepared: all records, and the four kinds of audit. */
export const presets: Readonly<Record<Area, Preset>> = {
  all: {
    path: '/audit/search',
    columns: ['person', 'from', 'source'],
    facets: [
      'user.name',
      'source.ip',
      'db.name',
      'db.tables',
      'host.name',
      'event.action',
      'event.outcome',
      'anmin.source',
    ],
  },
  network: {
    path: '/audit/search/network',
    columns: ['from', 'to', 'source'],
    facets: [
      'source.ip',
      'destination.ip',
      'event.action',
      'event.outcome',
      'network.protocol',
      'rule.name',
      'host.name',
      'anmin.source',
    ],
  },
  operations: {
    path: '/audit/search/operations',
    columns: ['person', 'host', 'from', 'source'],
    facets: [
      'user.name',
      'host.name',
      'process.name',
      'event.action',
      'event.outcome',
      'source.ip',
      'event.category',
      'anmin.source',
    ],
  },
  database: {
    path: '/audit/search/database',
    columns: ['person', 'from', 'database', 'rows'],
    facets: [
      'db.user',
      'db.name',
      'db.tables',
      'db.operation',
      'source.ip',
      'event.outcome',
      'db.system',
      'anmin.source',
    ],
  },
  business: {
    path: '/audit/search/business',
    columns: ['person', 'from', 'source'],
    facets: [
      'user.name',
      'event.action',
      'event.outcome',
      'source.ip',
      'event.category',
      'host.name',
      'event.dataset',
      'anmin.source',
    ],
  },
};

/** The area that an address names; all records when it names none. */
export const areaOf = (text: string | undefined): Area => areas.find((area) => area === text) ?? 'all';
