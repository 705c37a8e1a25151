/** An HTTP server that answers every question at once with the same octets: `node control.ts PORT OCTETS`. */
import { createServer } from 'node:http';

const [port, length] = process.argv.slice(2).map(Number) as [number, number];
const body = Buffer.alloc(length);
createServer((request, response) => {
  request.resume();
  request.once('end', () => {
    response.writeHead(200, { 'content-type': 'application/ocsp-response', 'content-length': length });
    response.end(body);
  });
}).listen(port, '127.0.0.1');
