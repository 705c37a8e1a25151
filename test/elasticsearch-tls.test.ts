import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerOptions } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '#platform/config/index.ts';
import { systemClock } from '#platform/kernel/clock.ts';
import type { AppError } from '#platform/kernel/errors.ts';
import { createLog } from '#platform/log/index.ts';
import { openStore, type Store } from '../audit/stores/open.ts';
import { writeDocuments } from '../audit/stores/testing.ts';
import { extendedKeyUsage, keyUsage, subjectAltName } from '../pki/core/build/extensions.ts';
import { documentsOf, idsIn } from './elasticsearch/documents.ts';
import { type Asked, openFront } from './elasticsearch/front.ts';
import { pemOf, type TestHolder, testCertificate } from './fixtures/chain.ts';
import { type ElasticsearchCluster, newestElasticsearch, startElasticsearch } from './peers/elasticsearch.ts';

const { signal } = new AbortController();
const log = createLog({ level: 'silent' });
const apiKey = 'c2VjcmV0LW9mLXRoZS10ZXN0';
const cn = (value: string) => [{ type: 'commonName' as const, value }];
const serverOf = (address: string) => [
  keyUsage(['digitalSignature']),
  extendedKeyUsage(['serverAuth']),
  subjectAltName([{ type: 'ip', value: address }]),
];
const client = [keyUsage(['digitalSignature']), extendedKeyUsage(['clientAuth'])];

describe.skipIf(!newestElasticsearch.found)('a real node behind TLS, as anmin.yaml names it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'anmin-es-tls-'));
  let cluster: ElasticsearchCluster;
  let node: string;
  let authority: TestHolder;
  let stranger: TestHolder;
  let server: TestHolder;
  const stores: Store[] = [];
  /** What any front was asked for. */
  const paths: string[] = [];
  const fronts: { close(): Promise<void> }[] = [];

  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  const keyOf = ({ privateKeyPkcs8 }: TestHolder) => pemOf('PRIVATE KEY', privateKeyPkcs8);
  const identity = (holder: TestHolder) => ({ cert: holder.pem, key: keyOf(holder) });
  const files = (name: string, holder: TestHolder) => ({
    certFile: write(`${name}.crt`, holder.pem),
    keyFile: write(`${name}.key`, keyOf(holder)),
  });

  beforeAll(async () => {
    cluster = await startElasticsearch(newestElasticsearch);
    [node = ''] = cluster.urls;
    authority = await testCertificate({ subject: cn('民政局根证书') });
    stranger = await testCertificate({ subject: cn('民政局根证书') });
    server = await testCertificate({
      subject: cn('es1'),
      issuer: authority,
      extensions: serverOf('127.0.0.1'),
    });
  });
  afterAll(async () => {
    for (const store of stores) await store.close();
    for (const front of fronts) await front.close();
    await cluster?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Only a request with our key gets past it. */
  async function front(tls: ServerOptions, port?: number) {
    const answer = ({ headers, url }: Asked) => {
      paths.push(url.pathname);
      if (headers.authorization === `ApiKey ${apiKey}`) return undefined;
      return {
        status: 401,
        body: { error: { type: 'security_exception', reason: 'no such key' }, status: 401 },
      };
    };
    const made = await openFront(node, { answer, tls, ...(port !== undefined && { port }) });
    fronts.push(made);
    return made;
  }

  /** As the product opens its store from its file of settings. */
  function open(prefix: string, settings: Record<string, unknown>, key = apiKey): Store {
    const lines = Object.entries({ prefix, replicas: 0, ...settings });
    const yaml = `audit:\n  store: elasticsearch\n  elasticsearch:\n${lines
      .map(([name, value]) => `    ${name}: ${JSON.stringify(value)}\n`)
      .join('')}`;
    const file = write(`${prefix}.yaml`, yaml);
    const { audit } = loadConfig({ file, env: { ANMIN_AUDIT_ELASTICSEARCH_API_KEY: key } });
    const store = openStore(
      audit.store,
      {
        folder,
        retentionDays: audit.retentionDays,
        elasticsearch: audit.elasticsearch,
        rootCertificate: () => authority.pem,
      },
      { clock: systemClock, log },
    );
    stores.push(store);
    return store;
  }
  /** What a question to the store ends with, and that no secret is in it. */
  async function refusalOf(store: Store, holder?: TestHolder): Promise<AppError> {
    const error = await store.reader.count({ kind: 'all' }, {}, signal).then(
      (count) => expect.fail(`answered ${count}`),
      (fault: AppError) => fault,
    );
    const said = inspect([error, await store.health(signal)], { depth: 20, showHidden: true });
    expect(said).not.toContain(apiKey);
    if (holder) expect(said).not.toContain(keyOf(holder).split('\n')[1]);
    expect(error.texts.zh).toMatch(/[\u4e00-\u9fff]/);
    return error;
  }
  const nodeWith = async (certificate: TestHolder) => (await front({ ...identity(certificate) })).url;

  it('ok/our own root is trusted where no file is named, another authority where one is', async () => {
    const url = await nodeWith(server);
    const byRoot = open('byroot', { nodes: [url] });
    expect(await writeDocuments(byRoot.writer, documentsOf(0, 20), signal)).toEqual([]);
    const byFile = open('byroot', { nodes: [url], caFile: write('ca.pem', authority.pem) });
    expect(await byFile.reader.get(documentsOf(0, 1)[0]!.id, signal)).toEqual(documentsOf(0, 1)[0]);
    expect((await byFile.health(signal)).state).toBe('ok');
  });

  it('fail/a node of another authority, past its time or of another name is sent nothing', async () => {
    const day = 86_400_000;
    const issued = (options: object) =>
      testCertificate({
        subject: cn('es'),
        issuer: authority,
        extensions: serverOf('127.0.0.1'),
        ...options,
      });
    const bad = {
      stranger: await issued({ issuer: stranger }),
      expired: await issued({ notBefore: new Date(Date.now() - 10 * day), days: 5 }),
      otherName: await issued({ extensions: serverOf('127.0.0.2') }),
    };
    for (const [name, certificate] of Object.entries(bad)) {
      const store = open(`bad${name.toLowerCase()}`, { nodes: [await nodeWith(certificate)] });
      const error = await refusalOf(store);
      expect(error.code, name).toBe('audit.elasticsearch-untrusted');
      expect(error.texts.zh).toContain('audit.elasticsearch.caFile');
      expect((await store.health(signal)).fault?.zh).toContain('audit.elasticsearch.caFile');
    }
  });

  it('ok/a node that asks for a client certificate gets ours; a wrong one is named as the cause', async () => {
    const day = 86_400_000;
    const demanding = { ...identity(server), requestCert: true, rejectUnauthorized: true, ca: authority.pem };
    const { url } = await front(demanding);
    const issued = (options: object) =>
      testCertificate({ subject: cn('anmin'), issuer: authority, extensions: client, ...options });
    const good = await issued({});
    const store = open('client', { nodes: [url], ...files('good', good) });
    expect(await writeDocuments(store.writer, documentsOf(0, 20), signal)).toEqual([]);
    expect(await idsIn(node, 'client')).toHaveLength(20);
    const bad = {
      stranger: await issued({ issuer: stranger }),
      expired: await issued({ notBefore: new Date(Date.now() - 10 * day), days: 5 }),
    };
    for (const [name, holder] of Object.entries(bad)) {
      const refused = open(`client${name}`, { nodes: [url], ...files(name, holder) });
      const error = await refusalOf(refused, holder);
      // The node ends the connection without a word: that it may be the certificate is said.
      expect(error.code, name).toBe('audit.elasticsearch-closed');
      expect(error.texts.zh).toContain('certFile');
    }
    const telling = await front({ ...demanding, maxVersion: 'TLSv1.2' });
    const without = await refusalOf(open('clientnone', { nodes: [telling.url] }));
    expect(without.code).toBe('audit.elasticsearch-client-certificate');
    expect(without.texts.zh).toContain('certFile');
  });

  it('ok/a wrong key is told as such, waited for by the writer, and goes on with the right one', async () => {
    const url = await nodeWith(server);
    const wrong = open('key', { nodes: [url] }, 'd3Jvbmcta2V5');
    expect((await refusalOf(wrong)).code).toBe('audit.elasticsearch-credentials');
    const stopping = new AbortController();
    const writing = writeDocuments(wrong.writer, documentsOf(0, 50), stopping.signal);
    while ((await wrong.health(signal)).fault === null) await delay(20);
    expect((await wrong.health(signal)).fault?.zh).toContain('API 密钥');
    stopping.abort(new Error('restarted with another key'));
    await expect(writing).rejects.toThrow('restarted');
    const right = open('key', { nodes: [url] });
    expect(await writeDocuments(right.writer, documentsOf(0, 50), signal)).toEqual([]);
    expect(await idsIn(node, 'key')).toEqual(documentsOf(0, 50).map(({ id }) => id));
  });

  it('ok/what stands before the node is restarted during bulks: every event is there once', async () => {
    let before = await front(identity(server));
    const store = open('restarted', { nodes: [before.url] });
    let written = 0;
    let writing = true;
    const work = (async () => {
      while (writing) {
        expect(await writeDocuments(store.writer, documentsOf(written, written + 200), signal)).toEqual([]);
        written += 200;
      }
    })();
    for (let round = 0; round < 3; round++) {
      const reached = written;
      while (written < reached + 400) await delay(10);
      await before.close();
      before = await front(identity(server), before.port);
    }
    writing = false;
    await work;
    expect(await idsIn(node, 'restarted')).toEqual(documentsOf(0, written).map(({ id }) => id));
  });

  it('ok/a dead node of the list is passed over, nodes that are not in it are never asked', async () => {
    const gone = await front(identity(server));
    await gone.close();
    const living = await front(identity(server));
    const store = open('list', { nodes: [gone.url, living.url] });
    expect(await writeDocuments(store.writer, documentsOf(0, 1_200), signal)).toEqual([]);
    await store.writer.setPosition(1_200);
    const [first] = documentsOf(0, 1);
    for (let i = 0; i < 6; i++) expect(await store.reader.get(first!.id, signal)).toEqual(first);
    expect(await store.writer.position()).toBe(1_200);
    expect(await idsIn(node, 'list')).toHaveLength(1_200);
    expect((await store.health(signal)).state).toBe('ok');
    expect(paths.filter((path) => path.startsWith('/_nodes'))).toEqual([]);
  });
});
