import { Agent, request } from 'node:http';
import { request as requestTls, Agent as TlsAgent } from 'node:https';

export type Post = (body: string | Buffer) => Promise<string>;

/** Sends bodies to one address over connections that stay open, as many as are in use at once. */
export function poster(url: string, ca?: string): { readonly post: Post; close(): void } {
  const agent = ca === undefined ? new Agent({ keepAlive: true }) : new TlsAgent({ keepAlive: true, ca });
  const send = ca === undefined ? request : requestTls;
  const headers = { 'content-type': 'application/json' };
  const post: Post = (body) =>
    new Promise((resolve, reject) => {
      const outgoing = send(
        url,
        { method: 'POST', agent, headers: { ...headers, 'content-length': Buffer.byteLength(body) } },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.once('error', reject);
          response.once('end', () => {
            const text = Buffer.concat(chunks).toString();
            if (response.statusCode === 200 || response.statusCode === 201) resolve(text);
            else reject(new Error(`${url} answered ${response.statusCode}: ${text.slice(0, 300)}`));
          });
        },
      );
      outgoing.once('error', (error: NodeJS.ErrnoException) => {
        // The server had ended the idle connection: nothing was done there yet.
        if (outgoing.reusedSocket && error.code === 'ECONNRESET') post(body).then(resolve, reject);
        else reject(error);
      });
      outgoing.end(body);
    });
  return { post, close: () => agent.destroy() };
}
