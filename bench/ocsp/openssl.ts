import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodePem } from '../../pki/core/x509/pem.ts';
import { freePort } from '../../test/free-ports.ts';
import { openssl } from '../../test/peers/openssl.ts';
import { startChild } from '../children.ts';
import type { Bureau, Responder } from './product.ts';
import { check } from './product.ts';

/** `openssl ocsp` with the same certificates in its index and a P-256 key: one process, one question a connection. */
export async function opensslResponder(folder: string, bureau: Bureau): Promise<Responder> {
  const [key, certificate, issuer, index] = ['key.pem', 'responder.pem', 'issuer.pem', 'index.txt'].map(
    (name) => join(folder, name),
  ) as [string, string, string, string];
  const made = spawnSync(openssl.path, [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30'],
    ...['-subj', '/CN=bench responder', '-keyout', key, '-out', certificate],
  ]);
  if (made.status !== 0) throw new Error(`openssl req: ${made.stderr}`);
  writeFileSync(issuer, encodePem('CERTIFICATE', bureau.issuer));
  // V, end, end of validity of a revocation, serial, file, subject: as `openssl ca` writes it.
  const lines = bureau.certificates.map(({ serial, subject, notAfter }) => {
    const end = notAfter.replace(/\..*/, '').replace(/[-:T]/g, '').slice(2);
    return ['V', `${end}Z`, '', serial.toUpperCase(), 'unknown', `/CN=${subject.replace(/\W+/g, ' ')}`].join(
      '\t',
    );
  });
  writeFileSync(index, `${lines.join('\n')}\n`);
  const port = await freePort();
  const child = await startChild(
    openssl.path,
    [
      ...['ocsp', '-port', String(port), '-index', index, '-CA', issuer],
      ...['-rsigner', certificate, '-rkey', key, '-ndays', '1'],
    ],
    // A connection without a question, as a probe of the port makes it, would stop it for good.
    { port, cwd: folder, says: /ACCEPT/ },
  );
  return { name: 'openssl ocsp', port, child, oneQuestion: true, check: (asked) => check(port, asked) };
}
