const colours: Record<string, string> = {
  trace: '90',
  debug: '36',
  info: '32',
  warn: '33',
  error: '31',
  fatal: '35',
};

/** One log line for a person at a terminal: time, level, message, then the other fields. */
export function prettyLine(json: string): string {
  let record: Record<string, unknown>;
  try {
    record = JSON.parse(json) as Record<string, unknown>;
  } catch {
    return json;
  }
  const { level, time, msg, err, ...rest } = record;
  const name = String(level);
  const fields = Object.entries(rest).map(([key, value]) => `${key}=${plain(value)}`);
  const stack = (err as { stack?: string; message?: string } | undefined)?.stack;
  const head = `${String(time).slice(11, 23)} \x1b[${colours[name] ?? '0'}m${name.padEnd(5)}\x1b[0m ${printable(String(msg ?? ''))}`;
  const tail = fields.length > 0 ? ` \x1b[90m${printable(fields.join(' '))}\x1b[0m` : '';
  return `${head}${tail}\n${stack ? `${stack.split('\n').map(printable).join('\n')}\n` : ''}`;
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Without control characters, which could rewrite what the terminal shows. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
