import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { peer } from './find.ts';

const places = ['/usr/lib/python3/dist-packages/cryptography_vectors/x509/PKITS_data'];

/** NIST's Public Key Interoperability Test Suite: a folder of DER files. */
export const pkits = peer('NIST PKITS', {
  probe: () => places.find((path) => existsSync(join(path, 'certs'))),
  debian: 'python3-cryptography-vectors',
});

export function pkitsCertificate(name: string): Buffer {
  return readFileSync(join(pkits.path, 'certs', `${name}.crt`));
}

export function pkitsCrl(name: string): Buffer {
  return readFileSync(join(pkits.path, 'crls', `${name}.crl`));
}
