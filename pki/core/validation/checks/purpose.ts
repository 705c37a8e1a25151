import { oid, oidLabel } from '../../oids.ts';
import type { Check } from '../check.ts';
import { finding } from '../findings.ts';
import { hasPeerName } from '../names/peer.ts';

/** Each purpose that is asked for is among those of the certificate; of a CA's too, where it limits them. */
export const keyPurpose: Check = {
  name: 'extended-key-usage',
  clause: 'RFC 5280 §4.2.1.12',
  run({ certificate }, _state, { request: { eku = [] } }) {
    const purposes = certificate.extensions.read('extKeyUsage');
    if (purposes === undefined || eku.length === 0) return 'not-applicable';
    if (purposes.includes(oid.anyExtendedKeyUsage)) return 'passed';
    const missing = eku.find((purpose) => !purposes.includes(purpose));
    return missing ? finding('key-purpose', { purpose: oidLabel(missing).en }) : 'passed';
  },
};

export const keyUsage: Check = {
  name: 'key-usage',
  clause: 'RFC 5280 §4.2.1.3',
  run({ certificate }, _state, { request: { keyUsage: wanted = [] } }) {
    const usage = certificate.extensions.read('keyUsage');
    if (usage === undefined || wanted.length === 0) return 'not-applicable';
    const missing = wanted.find((bit) => !usage.has(bit));
    return missing ? finding('key-usage', { usage: missing }) : 'passed';
  },
};

/** The leaf has each name that is asked for among its alternative names. */
export const peerNames: Check = {
  name: 'peer-names',
  clause: 'RFC 9525 §6',
  run({ certificate }, _state, { request: { names = [] } }) {
    if (names.length === 0) return 'not-applicable';
    const presented = certificate.extensions.read('subjectAltName') ?? [];
    const missing = names.find((name) => !hasPeerName(presented, name));
    return missing ? finding('peer-name-mismatch', { name: `${missing.kind}:${missing.value}` }) : 'passed';
  },
};
