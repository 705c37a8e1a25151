import { join } from 'node:path';
import { freePort } from '../../test/free-ports.ts';
import { startChild } from '../children.ts';
import { poster } from './client.ts';
import type { Contender } from './contender.ts';

/** The same service behind HTTP and JSON, in a process of its own: what the peers have to do as well. */
export async function productOverHttp(): Promise<Contender> {
  const port = await freePort();
  const child = await startChild(process.execPath, [join(import.meta.dirname, 'serve.ts'), String(port)], {
    port,
  });
  const { post, close } = poster(`http://127.0.0.1:${port}/`);
  const bodies = new Map<number, string>();
  return {
    name: 'anmin over HTTP',
    note: 'the same behind HTTP and JSON',
    child,
    prepare(csrs) {
      bodies.clear();
      for (const { index, der } of csrs)
        bodies.set(index, JSON.stringify({ index, csr: der.toString('base64') }));
    },
    async issue({ index }) {
      return (JSON.parse(await post(bodies.get(index)!)) as { certificate: string }).certificate;
    },
    async close() {
      close();
      await child.stop();
    },
  };
}
