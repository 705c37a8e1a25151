import { join, resolve } from 'node:path';
import { checkValue, fromText } from './check.ts';
import { type FileValues, parseConfigFile, readConfigFile } from './file.ts';
import { didYouMean, type Leaf, leaves, variableOf } from './leaves.ts';
import { configErrors, type Problem, problemsError } from './problems.ts';
import type { Config } from './schema.ts';

export type ConfigSources = {
  /** Path of `anmin.yaml`. */
  readonly file?: string;
  /** Whether a missing file is an error: when the user named it. */
  readonly fileRequired?: boolean;
  /** The process's own by default. Only `ANMIN_*` is looked at. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The folder that relative paths start from; the current one by default. */
  readonly base?: string;
  /** From the command line, by path: `{ 'http.port': '9443' }`. Secrets do not belong here. */
  readonly overrides?: Readonly<Record<string, string>>;
};

/** Variables that are not settings: the file's own path, and switches of the test and start scripts. */
const otherVariables = new Set(['ANMIN_CONFIG', 'ANMIN_REQUIRE_PEERS', 'ANMIN_PEERS_REPORT', 'ANMIN_SOAK']);

/**
 * The whole configuration, frozen: command line over environment over file over defaults.
 * @throws config.invalid with every problem at once, config.unreadable
 */
export function loadConfig(sources: ConfigSources = {}): Config {
  const { env = process.env, overrides = {} } = sources;
  const base = sources.base ?? '.';
  const file = sources.file ?? env.ANMIN_CONFIG ?? join(base, 'anmin.yaml');
  const required = sources.fileRequired ?? (sources.file === undefined && env.ANMIN_CONFIG !== undefined);
  const content = readConfigFile(file);
  if (content === undefined && required) throw configErrors.unreadable({ file, reason: 'ENOENT' });
  const read: FileValues =
    content === undefined ? { values: new Map(), problems: [] } : parseConfigFile(content, file);
  const problems: Problem[] = [...read.problems, ...unknownNames(env, overrides)];
  const result: Record<string, unknown> = {};
  for (const leaf of leaves) {
    const value = settle(leaf, { env, overrides, read, file }, problems);
    if (value !== undefined) put(result, leaf.path, value);
    else put(result, leaf.path.slice(0, -1));
  }
  if (problems.length === 0) problems.push(...together(result as unknown as Config));
  if (problems.length > 0) throw problemsError(problems);
  const config = result as { dataDir: string };
  config.dataDir = resolve(base, config.dataDir);
  return freeze(config) as unknown as Config;
}

type Given = Required<Pick<ConfigSources, 'env' | 'overrides'>> & {
  readonly read: FileValues;
  readonly file: string;
};

/** The value of one setting from the strongest source that names it. */
function settle({ path, field }: Leaf, given: Given, problems: Problem[]): unknown {
  const name = path.join('.');
  const variable = variableOf(path);
  const overridden = given.overrides[name];
  const fromEnv = given.env[variable];
  const inFile = given.read.values.get(name);
  let value: unknown = field.default;
  let place: Partial<Problem> = {};
  if (overridden !== undefined) {
    value = fromText(field, overridden);
    place = { variable: `--${name}` };
  } else if (fromEnv !== undefined && fromEnv !== '') {
    value = fromText(field, fromEnv);
    place = { variable };
  } else if (inFile !== undefined && inFile.value !== null) {
    value = inFile.value;
    place = { file: given.file, line: inFile.line };
  }
  if (overridden !== undefined && field.secret) {
    problems.push({
      path: name,
      ...place,
      zh: '机密不能写在命令行',
      en: 'a secret does not belong on the command line',
    });
    return undefined;
  }
  if (value === undefined) return undefined;
  const checked = checkValue(field, value);
  if ('value' in checked) return checked.value;
  problems.push({ path: name, ...place, ...checked.fault });
  return undefined;
}

function unknownNames(env: Given['env'], overrides: Given['overrides']): Problem[] {
  const paths = leaves.map(({ path }) => path.join('.'));
  const variables = leaves.map(({ path }) => variableOf(path));
  const report = (name: string, known: readonly string[], place: Partial<Problem>): Problem => {
    const near = didYouMean(name, known);
    return {
      path: name,
      ...place,
      zh: `没有这个设置${near ? `，是否想写 ${near}？` : ''}`,
      en: `no such setting${near ? `; did you mean ${near}?` : ''}`,
    };
  };
  return [
    ...Object.keys(env)
      .filter((name) => name.startsWith('ANMIN_') && !otherVariables.has(name) && !variables.includes(name))
      .map((name) => report(name, variables, {})),
    ...Object.keys(overrides)
      .filter((name) => !paths.includes(name))
      .map((name) => report(name, paths, {})),
  ];
}

/** What single settings cannot tell. */
function together({ http, access, pki }: Config): Problem[] {
  const problems: Problem[] = [];
  const ports = (['port', 'clientCertPort', 'plainPort'] as const).filter((name) => http[name] !== 0);
  for (const [index, name] of ports.entries()) {
    const same = ports.slice(0, index).find((other) => http[other] === http[name]);
    if (same !== undefined) {
      problems.push({
        path: `http.${name}`,
        zh: `与 http.${same} 的端口相同`,
        en: `is the same port as http.${same}`,
      });
    }
  }
  if (!access.passwordSignIn && !access.certificateSignIn) {
    problems.push({
      path: 'access.passwordSignIn',
      zh: '口令登录和证书登录不能都关闭',
      en: 'sign-in by password and by certificate cannot both be off',
    });
  }
  if (access.sessionIdleMinutes > access.sessionHours * 60) {
    problems.push({
      path: 'access.sessionIdleMinutes',
      zh: '不能长于 access.sessionHours',
      en: 'must not be longer than access.sessionHours',
    });
  }
  if (pki.deltaCrlHours >= pki.crlHours) {
    problems.push({
      path: 'pki.deltaCrlHours',
      zh: '应短于 pki.crlHours',
      en: 'must be shorter than pki.crlHours',
    });
  }
  if (pki.pkcs11.pin !== undefined && pki.pkcs11.pinFile !== undefined) {
    problems.push({
      path: 'pki.pkcs11.pinFile',
      zh: '不能与 pin 同时给出',
      en: 'cannot be given together with pin',
    });
  }
  return problems;
}

/** Sets a value at a path; without one only makes the groups on the way. */
function put(target: Record<string, unknown>, path: readonly string[], value?: unknown): void {
  let at = target;
  const groups = value === undefined ? path : path.slice(0, -1);
  for (const key of groups) {
    at[key] ??= {};
    at = at[key] as Record<string, unknown>;
  }
  if (value !== undefined) at[path.at(-1)!] = value;
}

function freeze<T extends object>(value: T): T {
  for (const child of Object.values(value)) if (typeof child === 'object' && child !== null) freeze(child);
  return Object.freeze(value);
}
