import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../test/free-ports.ts';
import { peer } from '../../test/peers/find.ts';
import { startChild } from '../children.ts';
import { poster } from './client.ts';
import type { Contender } from './contender.ts';
import { hostOf } from './orders.ts';
import type { PeerAuthority } from './peer-authority.ts';

export const stepCaPeer = peer('step-ca', {
  registry: 'go install github.com/smallstep/certificates/cmd/step-ca@v0.30.2',
});

/** `step-ca` on its own Badger database, with one-time tokens of a JWK provisioner, as `step` makes them. */
export async function stepCa({ folder, root, issuing }: PeerAuthority): Promise<Contender> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const kid = 'bench';
  const port = await freePort();
  const config = {
    root: root.file,
    crt: issuing.file,
    key: issuing.keyFile,
    address: `127.0.0.1:${port}`,
    dnsNames: ['127.0.0.1'],
    db: { type: 'badgerv2', dataSource: join(folder, 'step-ca-db') },
    authority: {
      provisioners: [
        {
          type: 'JWK',
          name: 'bench',
          key: { ...publicKey.export({ format: 'jwk' }), use: 'sig', alg: 'ES256', kid },
        },
      ],
    },
  };
  const file = join(folder, 'step-ca.json');
  writeFileSync(file, JSON.stringify(config));
  const child = await startChild(stepCaPeer.path, [file], { port, cwd: folder });
  const audience = `https://127.0.0.1:${port}/1.0/sign`;
  const { post, close } = poster(audience, readFileSync(root.file, 'utf8'));
  const head = encode({ alg: 'ES256', kid, typ: 'JWT' });

  function token(host: string): string {
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: 'bench', aud: audience, sub: host, sans: [host], jti: randomUUID() };
    const text = `${head}.${encode({ ...claims, nbf: now - 10, iat: now, exp: now + 300 })}`;
    const signature = sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' });
    return `${text}.${signature.toString('base64url')}`;
  }

  const bodies = new Map<number, string>();
  return {
    name: 'step-ca',
    note: 'HTTPS, one-time token, Badger on disk',
    child,
    prepare(csrs) {
      bodies.clear();
      for (const { index, pem } of csrs)
        bodies.set(index, JSON.stringify({ csr: pem, ott: token(hostOf(index)) }));
    },
    async issue({ index }) {
      return (JSON.parse(await post(bodies.get(index)!)) as { crt: string }).crt;
    },
    async close() {
      close();
      await child.stop();
    },
  };
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
