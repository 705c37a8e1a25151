import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { int, nul, octetString, oid as oidOf, seq, seqOf } from '../../pki/core/der/writer.ts';
import { oid } from '../../pki/core/oids.ts';
import { parseOcspRequest, parseOcspResponse } from '../../pki/core/x509/ocsp.ts';
import type { PkiTables } from '../../pki/store/tables.ts';
import { freePort } from '../../test/free-ports.ts';
import { type Child, startChild } from '../children.ts';
import { csrOf } from '../issue/orders.ts';
import { issuer, startProduct } from '../issue/product.ts';

/** What there is to ask about. */
export type Bureau = {
  readonly issuer: Buffer;
  readonly certificates: readonly {
    readonly serial: string;
    readonly subject: string;
    readonly notAfter: string;
  }[];
  /** DER OCSPRequest, one a certificate, SHA-1 hashes as most clients send them, no nonce. */
  readonly questions: readonly Buffer[];
};

export type Responder = {
  readonly name: string;
  readonly port: number;
  readonly child: Child;
  /** It closes each connection after one answer. */
  readonly oneQuestion: boolean;
  /** @throws Error when the answer is not a good one about that certificate */
  check(question: Buffer): Promise<void>;
};

/** The product as `npm start` runs it, with that many certificates in its database. */
export async function startResponder(
  folder: string,
  count: number,
): Promise<{ responder: Responder; bureau: Bureau }> {
  const dataDir = join(folder, 'data');
  const [port, console, signIn] = [await freePort(), await freePort(), await freePort()];
  const ports = { 'http.port': console, 'http.clientCertPort': signIn, 'http.plainPort': port };
  const system = await startProduct({ dataDir, ...ports });
  const issue = await issuer(system);
  await Promise.all(Array.from({ length: count }, (_, i) => issue(csrOf(i))));
  const { certificate } = system.pki.service.issuing.issuers.active('issuing');
  const rows = await system.storage
    .read<PkiTables>()
    .selectFrom('pki_certificates')
    .select(['serial', 'subject', 'not_after as notAfter'])
    .where('holder_id', 'is not', null)
    .execute();
  await system.close();
  const bureau: Bureau = {
    issuer: Buffer.from(certificate.raw),
    certificates: rows,
    questions: rows.map(({ serial }) => question(certificate, serial)),
  };
  const child = await startChild(process.execPath, [join(import.meta.dirname, '../../app/main.ts')], {
    port,
    env: {
      ANMIN_DATA_DIR: dataDir,
      ANMIN_HTTP_PORT: String(console),
      ANMIN_HTTP_CLIENT_CERT_PORT: String(signIn),
      ANMIN_HTTP_PLAIN_PORT: String(port),
      ANMIN_LOG_LEVEL: 'error',
    },
  });
  return {
    responder: { name: 'anmin', port, child, oneQuestion: false, check: (asked) => check(port, asked) },
    bureau,
  };
}

type Named = {
  readonly subject: { readonly raw: Uint8Array };
  readonly publicKey: { readonly key: Uint8Array };
};

/** RFC 6960 §4.1.1 */
function question({ subject, publicKey }: Named, serial: string): Buffer {
  const hash = (octets: Uint8Array) => octetString(createHash('sha1').update(octets).digest());
  const certId = seq(
    seq(oidOf(oid.sha1), nul()),
    hash(subject.raw),
    hash(publicKey.key),
    int(Buffer.from(serial, 'hex')),
  );
  return seq(seq(seqOf([seq(certId)])));
}

export async function check(port: number, question: Buffer): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/ocsp`, {
    method: 'POST',
    headers: { 'content-type': 'application/ocsp-request', connection: 'close' },
    body: question,
    signal: AbortSignal.timeout(10_000),
  });
  const { basic } = parseOcspResponse(Buffer.from(await response.arrayBuffer()));
  const [single] = basic?.responses ?? [];
  const [asked] = parseOcspRequest(question).requests;
  if (single?.status !== 'good' || single.certId.serialHex !== asked!.certId.serialHex)
    throw new Error(`not a good answer: ${single?.status}`);
}
