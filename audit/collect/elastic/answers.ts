import { type Answer, refusal } from './bulk.ts';

/** The version that we say we are: senders of 7 and 8 speak to it. */
const version = '8.19.5';
/** Senders log it; it only has to stay the same. */
const clusterId = 'YW5taW4tYXVkaXQtY29sbGVjdA';

const root = {
  name: 'anmin',
  cluster_name: 'anmin',
  cluster_uuid: clusterId,
  version: {
    number: version,
    build_flavor: 'default',
    build_type: 'tar',
    build_hash: '0000000000000000000000000000000000000000',
    build_date: '2025-01-01T00:00:00.000000000Z',
    build_snapshot: false,
    lucene_version: '9.12.2',
    minimum_wire_compatibility_version: '7.17.0',
    minimum_index_compatibility_version: '7.0.0',
  },
  tagline: 'You Know, for Search',
};

const license = {
  license: {
    status: 'active',
    uid: '00000000-0000-0000-0000-000000000000',
    type: 'basic',
    mode: 'basic',
    issue_date_in_millis: 1735689600000,
    max_nodes: 1000,
    issued_to: 'anmin',
    issuer: 'elasticsearch',
    start_date_in_millis: -1,
  },
};

const xpack = {
  license: { uid: license.license.uid, type: 'basic', mode: 'basic', status: 'active' },
  features: { ilm: { available: true, enabled: true }, security: { available: true, enabled: true } },
};

const health = {
  cluster_name: 'anmin',
  status: 'green',
  timed_out: false,
  number_of_nodes: 1,
  number_of_data_nodes: 1,
};

type Table = readonly (readonly [pattern: RegExp, answer: (name: string) => Record<string, unknown>])[];

/**
 * What senders ask before their first bulk. Whether a template, policy, data stream or pipeline of their
 * own is there is answered with yes: there is nothing to set up here.
 */
const reads: Table = [
  [/^$/, () => root],
  [/^_license$/, () => license],
  [/^_xpack$/, () => xpack],
  [/^_cluster\/health(?:\/.*)?$/, () => health],
  [
    /^_index_template\/(.+)$/,
    (name) => ({ index_templates: [{ name, index_template: { index_patterns: [name] } }] }),
  ],
  [/^_component_template\/(.+)$/, (name) => ({ component_templates: [{ name, component_template: {} }] })],
  [
    /^_template\/(.+)$/,
    (name) => ({ [name]: { order: 0, index_patterns: [name], settings: {}, mappings: {} } }),
  ],
  [/^_data_stream\/(.+)$/, (name) => ({ data_streams: [{ name, status: 'GREEN' }] })],
  [/^_ilm\/policy\/(.+)$/, (name) => ({ [name]: { version: 1, policy: { phases: {} } } })],
  [/^_ilm\/status$/, () => ({ operation_mode: 'RUNNING' })],
  [/^_ingest\/pipeline\/(.+)$/, (name) => ({ [name]: { processors: [] } })],
  [/^_alias\/(.+)$/, (name) => ({ [name]: { aliases: { [name]: {} } } })],
];

/** What they would set up is acknowledged and has no effect. */
const writes =
  /^(?:_index_template|_component_template|_template|_data_stream|_ilm\/policy|_ingest\/pipeline)\/.+$/;

/** Answers a request other than a bulk. @param path below the prefix, without slashes around it */
export function answerElastic(method: string, path: string): Answer {
  if (method === 'GET') {
    for (const [pattern, answer] of reads) {
      const match = pattern.exec(path);
      if (match) return { status: 200, body: answer((match[1] ?? '').slice(0, 255)) };
    }
  } else if (method !== 'DELETE' && writes.test(path)) {
    return { status: 200, body: { acknowledged: true } };
  }
  return refusal(404, {
    type: 'resource_not_found_exception',
    reason: 'this is an intake for audit records: only _bulk and what senders ask before it is answered here',
  });
}
