import { BlockList, isIPv6 } from 'node:net';
import type { Storage } from '#platform/storage/index.ts';
import type { Chain } from '../../core/parse/parsing.ts';
import type { SourceClass } from '../../core/parse/types.ts';
import type { AuditTables } from '../../store/db.ts';
import { allSenders, allSources } from '../../store/sources.ts';
import { plainAddress } from './check.ts';
import type { SourceKind } from './schemas.ts';
import { tokenHash } from './tokens.ts';

export type KnownSource = {
  readonly id: string;
  readonly kind: SourceKind;
  readonly enabled: boolean;
  readonly timeZone: string;
  readonly class: SourceClass;
  /** Parsers to try in turn, or every one there is. */
  readonly chain: Chain;
};

/** What a sender showed of itself. */
export type Credentials = {
  readonly address?: string;
  readonly token?: string;
  readonly certificate?: { readonly fingerprint: string; readonly holderId?: string };
};

/** Who may feed which source, in memory: asked for each connection and datagram. */
export type Registry = {
  load(): Promise<void>;
  source(id: string): KnownSource | undefined;
  /** By id; another map whenever one changed. */
  all(): ReadonlyMap<string, KnownSource>;
  /** The one enabled source of this kind that these credentials name: token, then certificate, then address. */
  resolve(credentials: Credentials, kind: SourceKind): KnownSource | undefined;
  /** Whether these credentials may feed this source; an address alone may only feed syslog. */
  mayFeed(credentials: Credentials, id: string): boolean;
};

type Range = { readonly list: BlockList; readonly bits: number; readonly source: string };

export function createRegistry(storage: Storage): Registry {
  let sources = new Map<string, KnownSource>();
  /** `<kind> <value>` → ids of sources. */
  let exact = new Map<string, string[]>();
  let ranges: Range[] = [];

  const find = (kind: string, value: string | undefined): readonly string[] =>
    (value === undefined ? undefined : exact.get(`${kind} ${value}`)) ?? [];

  function byAddress(address: string): string[] {
    const plain = plainAddress(address);
    const family = isIPv6(plain) ? 'ipv6' : 'ipv4';
    const within = ranges.filter(({ list }) => list.check(plain, family)).map(({ source }) => source);
    return [...find('address', plain), ...within];
  }

  function feeds({ token, certificate }: Credentials): string[] {
    return [
      ...(token === undefined ? [] : find('token', tokenHash(token))),
      ...find('certificate', certificate?.fingerprint),
      ...find('holder', certificate?.holderId),
    ];
  }

  let loading: Promise<void> = Promise.resolve();

  async function readAll(): Promise<void> {
    const db = storage.read<AuditTables>();
    const [rows, senders] = [await allSources(db), await allSenders(db)];
    sources = new Map(
      rows.map((row) => [
        row.id,
        {
          id: row.id,
          kind: row.kind as SourceKind,
          enabled: row.enabled === 1,
          timeZone: row.time_zone,
          class: row.class as SourceClass,
          chain: chainOf(row.parsers),
        },
      ]),
    );
    exact = new Map();
    ranges = [];
    for (const { kind, value, source_id: source } of senders) {
      if (kind === 'address' && value.includes('/')) {
        const [address = '', bits] = value.split('/');
        const list = new BlockList();
        list.addSubnet(address, Number(bits), isIPv6(address) ? 'ipv6' : 'ipv4');
        ranges.push({ list, bits: Number(bits), source });
      } else {
        const key = `${kind} ${value}`;
        exact.set(key, [...(exact.get(key) ?? []), source]);
      }
    }
    // The narrower range is the one that was meant.
    ranges.sort((one, other) => other.bits - one.bits);
  }

  return {
    // One after the other: what was read first must not be put in the place of what was read later.
    load() {
      loading = loading.catch(() => {}).then(readAll);
      return loading;
    },
    source: (id) => sources.get(id),
    all: () => sources,
    resolve(credentials, kind) {
      const { address } = credentials;
      const ids = [...feeds(credentials), ...(address === undefined ? [] : byAddress(address))];
      return ids.map((id) => sources.get(id)).find((source) => source?.kind === kind && source.enabled);
    },
    mayFeed: (credentials, id) => sources.get(id)?.enabled === true && feeds(credentials).includes(id),
  };
}

/** @param parsers as the table keeps them: a JSON list, `auto` alone when every parser may try */
function chainOf(parsers: string): Chain {
  const names = JSON.parse(parsers) as string[];
  return names.length === 0 || names[0] === 'auto' ? 'auto' : names;
}
