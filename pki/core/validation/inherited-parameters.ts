import { bitString, oid as oidElement, seq } from '../der/writer.ts';
import { oid } from '../oids.ts';
import { type PublicKeyInfo, parsePublicKeyInfo } from '../x509/public-key.ts';

/** A DSA key without parameters has those of the key above it (RFC 5280 §6.1.4 (e), RFC 3279 §2.3.2). */
export function withInheritedParameters(key: PublicKeyInfo, above: PublicKeyInfo): PublicKeyInfo {
  if (!lacksParameters(key)) return key;
  if (above.algorithm !== oid.dsa || above.parameters === undefined) return key;
  return parsePublicKeyInfo(seq(seq(oidElement(oid.dsa), above.parameters), bitString(key.key)));
}

export function lacksParameters(key: PublicKeyInfo): boolean {
  return key.algorithm === oid.dsa && (key.parameters === undefined || key.parameters[0] === 0x05);
}
