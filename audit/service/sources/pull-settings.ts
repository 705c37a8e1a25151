import type { Engine } from '../../collect/pull/engines.ts';
import { auditErrors } from '../../errors.ts';
import type { PullInput } from './schemas.ts';

/** Where and how often a source is pulled. The password is sealed beside it. */
export type PullSettings = {
  readonly engine: string;
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly everySeconds: number;
  /** Rows of this long before the newest one are asked for again: audit rows can appear late. */
  readonly overlapSeconds: number;
  readonly tls: 'off' | 'verify';
  /** PEM of the authority of the database; null: those that this machine trusts. */
  readonly ca: string | null;
};

/** What the sealed password of a source is bound to. */
export const pullSecretContext = (source: string): string => `audit/sources/${source}/pull`;

/** @throws audit.source-field, audit.pull-engine-unavailable */
export function readPull(input: PullInput, engines: ReadonlyMap<string, Engine>): PullSettings {
  const engine = engines.get(input.engine);
  if (engine === undefined) {
    const known = [...engines.keys()].join(', ');
    throw auditErrors['source-field']({
      field: 'pull.engine',
      reasonZh: `只能是：${known}`,
      reasonEn: `must be one of: ${known}`,
    });
  }
  if (engine.unavailable) {
    const { zh: reasonZh, en: reasonEn } = engine.unavailable;
    throw auditErrors['pull-engine-unavailable']({ engine: input.engine, reasonZh, reasonEn });
  }
  const { host, port, database, user } = input;
  return {
    engine: input.engine,
    host,
    port,
    database,
    user,
    everySeconds: input.everySeconds ?? 30,
    overlapSeconds: input.overlapSeconds ?? engine.overlapSeconds,
    tls: input.tls ?? 'verify',
    ca: input.ca ?? null,
  };
}
