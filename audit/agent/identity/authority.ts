import { X509Certificate } from 'node:crypto';
import { auditErrors } from '../../errors.ts';
import { failureOf, fetchUntrusted } from '../send/client.ts';

/**
 * The root certificate of a server, which is only taken when its SHA-256 is the one that the administrator
 * copied from the console.
 * @param expected hexadecimal, with or without colons
 * @returns PEM @throws audit.agent-authority, audit.agent-refused, audit.agent-unreachable
 */
export async function authorityByFingerprint(server: string, expected: string): Promise<string> {
  const answer = await fetchUntrusted(server, '/api/audit/agents/authority');
  const { certificate } = (answer.body ?? {}) as Record<string, unknown>;
  if (answer.status !== 200 || typeof certificate !== 'string') {
    throw auditErrors['agent-refused']({ server, ...failureOf(answer) });
  }
  const found = fingerprintOf(certificate);
  if (found !== expected.replaceAll(':', '').toLowerCase()) {
    throw auditErrors['agent-authority']({ found, expected });
  }
  return certificate;
}

function fingerprintOf(pem: string): string {
  try {
    return new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase();
  } catch {
    return '-';
  }
}
