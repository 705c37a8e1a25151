import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

export type Program = {
  readonly child: ChildProcess;
  /** Both streams so far. */
  output(): string;
  /** Resolves with the output once it contains `text`; rejects when the program ends before. */
  until(text: string): Promise<string>;
  /** Resolves when it has ended. */
  ended(): Promise<{ code: number | null; signal: NodeJS.Signals | null; output: string }>;
};

/** Starts one of our programs as a process of its own; `env` replaces all `ANMIN_*`. */
export function start(
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd = root,
): Program {
  const clean = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(ANMIN|NODE|VITEST)/.test(name)),
  );
  const child = spawn(process.execPath, [join(root, script), ...args], { cwd, env: { ...clean, ...env } });
  let text = '';
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
  }
  return {
    child,
    output: () => text,
    until: (wanted) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (text.includes(wanted)) resolve(text);
        };
        child.stdout.on('data', look);
        child.stderr.on('data', look);
        look();
        void closed.then(() => reject(new Error(`ended before ${JSON.stringify(wanted)}:\n${text}`)));
      }),
    async ended() {
      const [code, signal] = await closed;
      return { code, signal, output: text };
    },
  };
}

/** Settings as the environment variables of a child. */
export function asEnvironment(settings: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings).map(([path, value]) => [
      `ANMIN_${path
        .replaceAll('.', '_')
        .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
        .toUpperCase()}`,
      value,
    ]),
  );
}
