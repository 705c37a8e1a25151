import pg from 'pg';

export type PullTarget = {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  readonly tls: 'off' | 'verify';
  readonly ca: string | null;
};

/** Values as the server writes them: digits of a time or a number are evidence, not ours to round. */
export type Row = Readonly<Record<string, string | null>>;

const asText = { getTypeParser: () => (value: string | Buffer) => value.toString() };
const fetchRows = 500;
const connectMs = 10_000;
const statementMs = 120_000;

/**
 * Runs a query with one argument and gives its rows in portions, from one snapshot, by a cursor: memory is
 * bounded whatever it finds. The transaction is read-only.
 */
export async function* rowsOf(
  target: PullTarget,
  query: string,
  from: string,
  signal: AbortSignal,
): AsyncGenerator<readonly Row[]> {
  const { tls, ca, ...connection } = target;
  const client = new pg.Client({
    ...connection,
    ssl: tls === 'off' ? false : { rejectUnauthorized: true, ...(ca !== null && { ca }) },
    connectionTimeoutMillis: connectMs,
    query_timeout: statementMs,
    application_name: 'anmin-audit',
    types: asText as unknown as pg.CustomTypesConfig,
  });
  client.on('error', () => {});
  const abort = () => void client.end().catch(() => {});
  signal.addEventListener('abort', abort, { once: true });
  try {
    await client.connect();
    await client.query("set timezone to 'UTC'");
    await client.query("set datestyle to 'ISO, YMD'");
    await client.query('begin isolation level repeatable read read only');
    // A cursor takes no arguments in its declaration; the value is ours (a time), quoted all the same.
    const argument = client.escapeLiteral(from);
    await client.query(`declare anmin_pull no scroll cursor for ${query.replaceAll('$1', () => argument)}`);
    for (;;) {
      const { rows } = await client.query<Row>(`fetch ${fetchRows} from anmin_pull`);
      if (rows.length > 0) yield rows;
      if (rows.length < fetchRows) return;
    }
  } finally {
    signal.removeEventListener('abort', abort);
    await client.end().catch(() => {});
  }
}
