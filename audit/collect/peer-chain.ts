import type { TLSSocket } from 'node:tls';

/** The chain as the client sent it, in DER, its own certificate first. */
export function peerChain(socket: TLSSocket): Buffer[] {
  const chain: Buffer[] = [];
  const seen = new Set<string>();
  let next = socket.getPeerCertificate?.(true);
  while (next?.raw && !seen.has(next.fingerprint256) && chain.length < 10) {
    seen.add(next.fingerprint256);
    chain.push(next.raw);
    next = next.issuerCertificate;
  }
  return chain;
}
