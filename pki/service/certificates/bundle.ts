import { buildPkcs7 } from '../../adapters/pkcs7.ts';
import { encodePem } from '../../core/x509/pem.ts';
import type { downloadFormats } from '../../schemas.ts';

export type DownloadFormat = (typeof downloadFormats)[number];

export type CertificateFile = {
  readonly fileName: string;
  readonly mediaType: string;
  readonly content: Buffer;
};

type Writer = {
  readonly suffix: string;
  readonly mediaType: string;
  write(chain: readonly Buffer[]): Buffer;
};

const pem = (chain: readonly Buffer[]) =>
  Buffer.from(chain.map((der) => encodePem('CERTIFICATE', der)).join(''));

const writers: Readonly<Record<DownloadFormat, Writer>> = {
  pem: { suffix: '.pem', mediaType: 'application/x-pem-file', write: (chain) => pem(chain.slice(0, 1)) },
  der: { suffix: '.cer', mediaType: 'application/pkix-cert', write: ([own]) => own! },
  chain: { suffix: '-chain.pem', mediaType: 'application/pem-certificate-chain', write: pem },
  p7b: { suffix: '.p7b', mediaType: 'application/x-pkcs7-certificates', write: buildPkcs7 },
};

/** @param chain the certificate first, then its issuers */
export function certificateFile(
  name: string,
  chain: readonly Buffer[],
  format: DownloadFormat,
): CertificateFile {
  const { suffix, mediaType, write } = writers[format];
  return { fileName: `${name}${suffix}`, mediaType, content: write(chain) };
}
