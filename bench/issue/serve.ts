/** The product behind one plain HTTP address, as the peers are: `node serve.ts PORT`; body is {index, csr}. */
import { createServer, type IncomingMessage } from 'node:http';
import { encodePem } from '../../pki/core/x509/pem.ts';
import type { PkiTables } from '../../pki/store/tables.ts';
import { issuer, startProduct } from './product.ts';

const system = await startProduct();
const issue = await issuer(system);
const db = system.storage.read<PkiTables>();

async function answer(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const { index, csr } = JSON.parse(Buffer.concat(chunks).toString()) as { index: number; csr: string };
  const id = await issue({ index, der: Buffer.from(csr, 'base64'), pem: '' });
  const find = db.selectFrom('pki_certificates').select('der').where('id', '=', id);
  return JSON.stringify({
    certificate: encodePem('CERTIFICATE', (await find.executeTakeFirstOrThrow()).der),
  });
}

const server = createServer((incoming, outgoing) => {
  answer(incoming).then(
    (text) => outgoing.setHeader('content-type', 'application/json').end(text),
    (error: unknown) => {
      outgoing.statusCode = 500;
      outgoing.end(String(error));
    },
  );
});
server.listen(Number(process.argv[2]), '127.0.0.1');
process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
  void system.close().then(() => process.exit());
});
