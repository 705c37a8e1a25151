import { equalBytes } from '../../der/values.ts';
import { type GeneralName, parseIp } from '../../x509/general-name.ts';
import type { PeerName } from '../types.ts';
import { dnsNameMatches } from './dns.ts';
import { sameMailbox } from './email.ts';

/** Whether one of the alternative names is `wanted`. The common name plays no part (RFC 9525 §2). */
export function hasPeerName(names: readonly GeneralName[], wanted: PeerName): boolean {
  switch (wanted.kind) {
    case 'dns':
      return names.some((name) => name.kind === 'dns' && dnsNameMatches(name.text, wanted.value));
    case 'email':
      return names.some((name) => name.kind === 'email' && sameMailbox(name.text, wanted.value));
    case 'ip': {
      const address = parseIp(wanted.value);
      if (address === undefined) return false;
      return names.some((name) => name.kind === 'ip' && equalBytes(name.bytes, address));
    }
  }
}
