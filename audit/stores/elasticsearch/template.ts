import { type FieldType, fieldTable } from '../../core/query/fields.ts';
import type { IndexNames } from './names.ts';

/** What is ours in a cluster says so. `version` changes when an index made before can no longer be read. */
export const ownMark = { owner: 'anmin', version: 1 } as const;

export function isOwn(meta: Record<string, unknown> | undefined): boolean {
  return meta?.owner === ownMark.owner && meta.version === ownMark.version;
}

const text = { type: 'text', analyzer: 'whitespace', norms: false, index_options: 'positions' } as const;
/** Looked for only, never counted or sorted by. */
const term = { type: 'keyword', doc_values: false } as const;
const date = { type: 'date', format: 'epoch_millis' } as const;

/** Addresses are kept as `ip` to be looked for by network, and as text to be counted in the order of text. */
const typed: Record<FieldType, Record<string, unknown>> = {
  text,
  keyword: { type: 'keyword' },
  number: { type: 'double' },
  date,
  ip: { type: 'ip', fields: { text: { type: 'keyword' } } },
};

function properties() {
  const groups: Record<FieldType, Record<string, unknown>> = {
    text: {},
    keyword: {},
    number: {},
    date: {},
    ip: {},
  };
  for (const [path, { type }] of Object.entries(fieldTable)) {
    if (path !== '@timestamp') groups[type][path] = typed[type];
  }
  return Object.fromEntries(Object.entries(groups).map(([type, inner]) => [type, { properties: inner }]));
}

/** No field that the cluster meets is ever added: a sender's names cannot grow the mapping. */
const mappings = {
  dynamic: 'false',
  _meta: ownMark,
  _source: { includes: ['index', 'day', 'event'] },
  properties: {
    index: { type: 'long' },
    time: date,
    second: { type: 'long' },
    rest: text,
    other: term,
    has: term,
    ...properties(),
  },
} as const;

export type TemplateOptions = {
  readonly shards: number;
  readonly replicas: number;
};

/** Settings of every index of events. A write that was answered is on the disk of each copy. */
function indexSettings({ shards, replicas }: TemplateOptions) {
  return {
    number_of_shards: shards,
    number_of_replicas: replicas,
    refresh_interval: '1s',
    translog: { durability: 'request' },
  } as const;
}

/** The body of the composable template. */
export function templateBody(names: IndexNames, options: TemplateOptions) {
  return {
    index_patterns: [...names.patterns],
    priority: 500,
    _meta: ownMark,
    template: { settings: { index: indexSettings(options) }, mappings },
  };
}
