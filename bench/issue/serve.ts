/** The product behind one plain HTTP address, as the peers are: `node serve.ts PORT`; body is {index, csr}. */
import { createServer, type IncomingMessage } from 'node:http';
import { encodePem } from '../../pki/core/x509/pem.ts';
import { finder, issuer, startProduct } from './product.ts';

const system = await startProduct();
const issue = await issuer(system);
const certificateOf = finder(system);

async function answer(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const { index, csr } = JSON.parse(Buffer.concat(chunks).toString()) as { index: number; csr: string };
  const id = await issue({ index, der: Buffer.from(csr, 'base64'), pem: '' });
  return JSON.stringify({ certificate: encodePem('CERTIFICATE', await certificateOf(id)) });
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
