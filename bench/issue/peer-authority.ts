import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodePem } from '../../pki/core/x509/pem.ts';
import { makePath } from '../path.ts';

/** Root and issuing CA for the peers, in memory and as PEM files of a folder. */
export type PeerAuthority = {
  readonly folder: string;
  readonly root: { readonly der: Buffer; readonly file: string };
  readonly issuing: {
    readonly der: Buffer;
    readonly pkcs8: Buffer;
    readonly file: string;
    readonly keyFile: string;
  };
};

export async function makePeerAuthority(folder: string): Promise<PeerAuthority> {
  const { root, issuing, issuingKey } = await makePath();
  const put = (name: string, label: string, der: Buffer) => {
    const file = join(folder, name);
    writeFileSync(file, encodePem(label, der), { mode: 0o600 });
    return file;
  };
  return {
    folder,
    root: { der: root, file: put('root.pem', 'CERTIFICATE', root) },
    issuing: {
      der: issuing,
      pkcs8: issuingKey,
      file: put('issuing.pem', 'CERTIFICATE', issuing),
      keyFile: put('issuing-key.pem', 'PRIVATE KEY', issuingKey),
    },
  };
}
