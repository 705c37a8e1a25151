import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../free-ports.ts';
import { elasticsearchHome, findJdk } from './elasticsearch/home.ts';
import { onPath, type Peer, peer } from './find.ts';

/** A version of Elasticsearch and whether this machine can run it; the peer's path is the JDK. */
export type ElasticsearchPeer = Peer & { readonly release: string };

function release(number: string, java: number, debian: string | undefined): ElasticsearchPeer {
  const probe = () => (onPath('mvn') === undefined ? undefined : findJdk(java));
  return { ...peer(`elasticsearch-${number}`, { probe, ...(debian && { debian }) }), release: number };
}

export const elasticsearch8 = release('8.19.5', 17, 'maven openjdk-17-jdk-headless');
/** Java 21 is not in every Debian: absent, it is skipped and said. */
export const elasticsearch9 = release('9.0.4', 21, undefined);
/** Where one version is enough. */
export const newestElasticsearch = elasticsearch9.found ? elasticsearch9 : elasticsearch8;

export type ElasticsearchNode = {
  readonly name: string;
  readonly url: string;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Starts it again on the same data. */
  start(): Promise<void>;
};

export type ElasticsearchCluster = {
  readonly nodes: readonly ElasticsearchNode[];
  readonly urls: readonly string[];
  stop(): Promise<void>;
};

/**
 * A throw-away cluster on loopback ports of its own: the published server jars with the netty transport, so
 * without security, ILM, painless, ingest and data streams. The first call of a version fetches its jars.
 */
export async function startElasticsearch(
  version: ElasticsearchPeer,
  options: {
    readonly nodes?: number;
    readonly heap?: string;
    /** Compiled as the distribution does, for measuring; otherwise the node is up in half the time. */
    readonly full?: boolean;
    /** Settings of each node, `name=value`. */
    readonly settings?: readonly string[];
  } = {},
): Promise<ElasticsearchCluster> {
  const { nodes = 1, heap = '384m', full = false } = options;
  const quick = full ? [] : ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];
  const home = await elasticsearchHome(version.release, version.path);
  const folder = mkdtempSync(join(tmpdir(), 'anmin-es-'));
  const ports = await freePorts(nodes * 2);
  const names = Array.from({ length: nodes }, (_, i) => `node-${i}`);
  const together =
    nodes === 1
      ? ['discovery.type=single-node']
      : [
          `discovery.seed_hosts=${names.map((_, i) => `127.0.0.1:${ports[nodes + i]}`).join(',')}`,
          `cluster.initial_master_nodes=${names.join(',')}`,
        ];

  function node(
    name: string,
    at: number,
  ): ElasticsearchNode & { end(signal: NodeJS.Signals): Promise<void> } {
    const own = join(folder, name);
    let server: ChildProcess | undefined;
    const end = async (signal: NodeJS.Signals) => {
      const ending = server;
      if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
      const gone = new Promise((resolve) => ending.once('exit', resolve));
      ending.kill(signal);
      await gone;
    };
    const settings = [
      `node.name=${name}`,
      'network.host=127.0.0.1',
      `http.port=${ports[at]}`,
      `transport.port=${ports[nodes + at]}`,
      // The disk of whoever runs the tests may be nearly full.
      'cluster.routing.allocation.disk.threshold_enabled=false',
      ...together,
      ...(options.settings ?? []),
    ];
    const start = () =>
      new Promise<void>((resolve, reject) => {
        const { java, classpath } = home;
        const machine = [
          ...home.options,
          ...quick,
          `-Xms${heap}`,
          `-Xmx${heap}`,
          `-Djava.io.tmpdir=${tmpdir()}`,
        ];
        const program = ['-cp', classpath, 'StartNode', home.folder, own, ...settings];
        server = spawn(java, [...machine, ...program], { cwd: folder });
        let said = '';
        const listen = (chunk: Buffer) => {
          said = (said + chunk.toString()).slice(-4000);
          if (/^started$/m.test(said)) resolve();
        };
        server.stdout!.on('data', listen);
        server.stderr!.on('data', listen);
        server.once('exit', (code) => reject(new Error(`elasticsearch ended (${code}): ${said}`)));
        server.once('error', reject);
      });
    return { name, url: `http://127.0.0.1:${ports[at]}`, start, kill: () => end('SIGKILL'), end };
  }

  const all = names.map(node);
  const stop = async () => {
    await Promise.all(all.map((each) => each.end('SIGKILL')));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await Promise.all(all.map((each) => each.start()));
  } catch (error) {
    await stop();
    throw error;
  }
  return { nodes: all, urls: all.map((each) => each.url), stop };
}
