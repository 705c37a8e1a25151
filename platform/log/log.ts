import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';
import { prettyLine } from './pretty.ts';
import { redact, scrub } from './redact.ts';

export type Log = Logger;

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export type LogOptions = {
  readonly level: LogLevel;
  /** Standard output when absent. */
  readonly destination?: { write(line: string): unknown };
  /** For people instead of machines; by default when standard output is a terminal. */
  readonly pretty?: boolean;
};

/**
 * The log: one JSON object a line. Secrets are removed by the name of their field and by their look,
 * in messages, fields, errors and child bindings alike.
 */
export function createLog(options: LogOptions): Log {
  const out = options.destination ?? process.stdout;
  const pretty = options.pretty ?? (options.destination === undefined && process.stdout.isTTY === true);
  const destination: DestinationStream = {
    write: (line) => void out.write(pretty ? prettyLine(line) : line),
  };
  const root = pino(
    {
      level: options.level,
      base: undefined,
      timestamp: stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => redact(fields) as Record<string, unknown>,
      },
      serializers: { err: (error) => redact(error) },
      hooks: {
        logMethod(args, method) {
          const safe = args.map((arg, index) => {
            if (typeof arg === 'string') return scrub(arg);
            return index === 0 && !(arg instanceof Error) ? arg : redact(arg);
          });
          // An Error alone is logged under `err`, with its message as the text.
          if (args[0] instanceof Error) {
            const text = typeof safe[1] === 'string' ? safe.slice(1) : [scrub(args[0].message)];
            method.apply(this, [{ err: args[0] }, ...text] as never);
          } else method.apply(this, safe as never);
        },
      },
    },
    destination,
  );
  // Pino writes the bindings of children once and past the formatters above.
  const child = root.child;
  root.child = function (this: Logger, bindings: object, ...rest: never[]) {
    return child.call(this, redact(bindings) as object, ...rest);
  } as typeof root.child;
  return root;
}
