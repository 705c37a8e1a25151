import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { onPath } from '../find.ts';

const run = promisify(execFile);
const source = join(import.meta.dirname, 'StartNode.java');

/** What runs one version: a JDK, the jars and the modules folder. */
export type ElasticsearchHome = {
  readonly java: string;
  readonly options: readonly string[];
  readonly folder: string;
  readonly classpath: string;
};

/** The folder of a JDK of at least that version, or of the newest Java that was found. */
export function findJdk(atLeast: number): string | undefined {
  const system = '/usr/lib/jvm';
  const installed = existsSync(system) ? readdirSync(system).map((name) => join(system, name)) : [];
  const candidates = [process.env.JAVA_HOME, ...installed].filter((folder) => folder !== undefined);
  return candidates.find(
    (folder) => onPath(join(folder, 'bin/javac')) !== undefined && release(folder) >= atLeast,
  );
}

function release(jdk: string): number {
  try {
    return Number(/^JAVA_VERSION="(\d+)/m.exec(readFileSync(join(jdk, 'release'), 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/**
 * The published jars of one version, fetched by Maven on first use and kept in the user's cache. Runs of
 * several processes wait for the one that fetches.
 */
export async function elasticsearchHome(version: string, jdk: string): Promise<ElasticsearchHome> {
  const caches = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'anmin-peers');
  const recipe = createHash('sha256')
    .update(readFileSync(import.meta.filename))
    .update(readFileSync(source));
  const folder = join(caches, `elasticsearch-${version}-${recipe.digest('hex').slice(0, 12)}`);
  mkdirSync(caches, { recursive: true });
  for (;;) {
    if (existsSync(folder)) break;
    const release = takeLock(`${folder}.lock`);
    if (release === undefined) {
      await delay(500);
      continue;
    }
    try {
      if (!existsSync(folder)) await fetchJars(version, jdk, caches, folder);
    } finally {
      release();
    }
  }
  const classes = join(folder, 'classes');
  return {
    java: join(jdk, 'bin/java'),
    options: [
      `-Des.nativelibs.path=${join(folder, 'native')}`,
      '-Dorg.elasticsearch.nativeaccess.enableVectorLibrary=false',
      '--enable-native-access=ALL-UNNAMED',
    ],
    folder,
    classpath: `${classes}:${join(folder, 'lib')}/*`,
  };
}

/** @returns how to give it back; undefined while a living process holds it */
function takeLock(file: string): (() => void) | undefined {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return () => rmSync(file, { force: true });
  } catch {
    try {
      process.kill(Number(readFileSync(file, 'utf8')), 0);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') rmSync(file, { force: true });
    }
    return undefined;
  }
}

async function fetchJars(version: string, jdk: string, caches: string, folder: string): Promise<void> {
  const work = mkdtempSync(join(caches, 'making-'));
  try {
    writeFileSync(join(work, 'pom.xml'), pom(version));
    const jars = join(work, 'jars');
    await run(
      onPath('mvn')!,
      ['-q', '-B', '-f', join(work, 'pom.xml'), 'dependency:copy-dependencies', `-DoutputDirectory=${jars}`],
      { env: { ...process.env, JAVA_HOME: jdk }, maxBuffer: 1 << 26 },
    );
    const home = join(work, 'home');
    const transport = join(home, 'modules/transport-netty4');
    for (const made of [join(home, 'lib'), join(home, 'plugins'), transport]) {
      mkdirSync(made, { recursive: true });
    }
    for (const jar of readdirSync(jars)) {
      // Elasticsearch loads a module and what only it needs in a class loader of its own.
      const place = /^(transport-netty4|netty)-/.test(jar) ? transport : join(home, 'lib');
      renameSync(join(jars, jar), join(place, jar));
    }
    linkZstd(join(home, 'native'));
    writeFileSync(join(transport, 'plugin-descriptor.properties'), descriptor(version));
    cpSync(source, join(work, 'StartNode.java'));
    await run(join(jdk, 'bin/javac'), [
      ...['-cp', `${join(home, 'lib')}/*`, '-d', join(home, 'classes'), join(work, 'StartNode.java')],
    ]);
    mkdirSync(dirname(folder), { recursive: true });
    renameSync(home, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The distribution brings this library for its best compression; the published jars do not. */
function linkZstd(folder: string): void {
  mkdirSync(folder);
  const places = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib'];
  const found = places.map((place) => join(place, 'libzstd.so.1')).find(existsSync);
  if (found !== undefined) symlinkSync(found, join(folder, 'libzstd.so'));
}

function pom(version: string): string {
  const dependency = (group: string, artifact: string) =>
    `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
<modelVersion>4.0.0</modelVersion><groupId>anmin</groupId><artifactId>peer</artifactId><version>1</version>
<dependencies>
${dependency('org.elasticsearch', 'elasticsearch')}
${dependency('org.elasticsearch.plugin', 'transport-netty4')}
</dependencies>
</project>
`;
}

function descriptor(version: string): string {
  return `${Object.entries({
    name: 'transport-netty4',
    description: 'HTTP and transport',
    version,
    'elasticsearch.version': version,
    'java.version': '17',
    classname: 'org.elasticsearch.transport.netty4.Netty4Plugin',
    'has.native.controller': 'false',
  })
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')}\n`;
}
