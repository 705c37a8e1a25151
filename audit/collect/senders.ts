import { plainAddress } from '../service/sources/check.ts';
import type { Credentials, KnownSource, Registry } from '../service/sources/registry.ts';
import type { SyslogSettings } from './settings.ts';

/** Finds the syslog source of a sender, after the policy for senders that no source names. */
export type Senders = {
  /** At once, from memory; undefined: not known (yet). */
  known(credentials: Credentials): KnownSource | undefined;
  /** As `known`, and unknown addresses get their quarantine where the policy says so. */
  admit(credentials: Credentials, listener: string): Promise<KnownSource | undefined>;
};

/** An address that was refused is told of once in this time. */
const sayAgainMs = 3_600_000;
const rememberedAddresses = 10_000;

export function createSenders(deps: {
  readonly registry: Registry;
  readonly policy: SyslogSettings['unknownSenders'];
  readonly now: () => number;
  readonly quarantine: (address: string) => Promise<string | undefined>;
  readonly refused: (address: string, listener: string) => Promise<void>;
}): Senders {
  const { registry, policy, now, quarantine, refused } = deps;
  const told = new Map<string, number>();
  /** One at a time for each address, however many datagrams ask. */
  const admitting = new Map<string, Promise<KnownSource | undefined>>();

  async function unknown(address: string, listener: string): Promise<KnownSource | undefined> {
    const quiet = now() - (told.get(address) ?? -sayAgainMs) < sayAgainMs;
    if (policy === 'quarantine' && !quiet) {
      const id = await quarantine(address);
      const source = id === undefined ? undefined : registry.source(id);
      if (source) return source;
    }
    if (quiet || told.size >= rememberedAddresses) return undefined;
    told.set(address, now());
    await refused(address, listener);
    return undefined;
  }

  const known = (credentials: Credentials) => registry.resolve(credentials, 'syslog');

  return {
    known,
    async admit(credentials, listener) {
      const source = known(credentials);
      if (source || credentials.address === undefined) return source;
      const address = plainAddress(credentials.address);
      // Addresses can be forged: what is remembered of them is bounded.
      if (told.size >= rememberedAddresses) {
        for (const [old, at] of told) if (now() - at >= sayAgainMs) told.delete(old);
      }
      let work = admitting.get(address);
      if (work === undefined) {
        if (admitting.size >= 100) return undefined;
        work = unknown(address, listener).finally(() => admitting.delete(address));
        admitting.set(address, work);
      }
      return work;
    },
  };
}
