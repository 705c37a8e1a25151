/** An operation of the OpenAPI document, as much of it as the sweep needs. */
type Operation = {
  readonly operationId?: string;
  readonly security?: readonly object[];
  readonly 'x-permission'?: string;
  readonly parameters?: readonly { in: string; name: string; schema?: { format?: string } }[];
};

/** The part of a Fastify instance that the sweep uses. */
type App = {
  inject(request: {
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
    url: string;
    headers?: Record<string, string>;
  }): Promise<{ statusCode: number; body: string }>;
};

export type SweepOptions = {
  /** `operationId` → why nobody needs to sign in for it. The document must agree with the list. */
  readonly publicOperations: Readonly<Record<string, string>>;
  /**
   * Headers of a session of a person who holds exactly these permissions. Called anew for each
   * operation with all permissions of the document but the one that it asks for.
   */
  sessionWith(permissions: readonly string[]): Promise<Record<string, string>>;
};

export type SweepResult = {
  readonly operations: number;
  /** Operations that were refused without their permission. */
  readonly guarded: number;
  /** A line for each operation that did not behave; empty when all is well. */
  readonly faults: readonly string[];
};

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

/**
 * Walks an OpenAPI document and asks each operation without a session (401) and with a session that has
 * every permission but its own (403). Public operations must be in the caller's list, and every name
 * in the list must be a public operation.
 */
export async function sweep(app: App, document: unknown, options: SweepOptions): Promise<SweepResult> {
  const { paths } = document as { paths: Record<string, Record<string, Operation>> };
  const found = Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method) => (item[method] ? [{ path, method, operation: item[method] }] : [])),
  );
  const permissions = [...new Set(found.flatMap(({ operation }) => operation['x-permission'] ?? []))];
  const listed = new Set(Object.keys(options.publicOperations));
  const faults: string[] = [];
  let guarded = 0;

  for (const { path, method, operation } of found) {
    const id = operation.operationId ?? '(no operationId)';
    const at = `${id} ${method.toUpperCase()} ${path}`;
    const fault = (text: string) => void faults.push(`${at}: ${text}`);
    if (operation.operationId === undefined) fault('has no operationId');
    const isPublic = operation.security?.length === 0;
    if (isPublic !== listed.has(id)) {
      fault(
        isPublic ? 'is public but not in the list of public operations' : 'is listed as public but is not',
      );
    }
    listed.delete(id);
    if (isPublic) continue;

    const request = { method: method.toUpperCase() as 'GET', url: fill(path, operation) };
    const without = await app.inject(request);
    if (without.statusCode !== 401) fault(`answers ${without.statusCode} without a session`);
    if (!hasCode(without.body, 'common.unauthenticated')) fault('does not say common.unauthenticated');

    const permission = operation['x-permission'];
    if (permission === undefined) continue;
    const others = permissions.filter((other) => other !== permission);
    const refused = await app.inject({ ...request, headers: await options.sessionWith(others) });
    if (refused.statusCode !== 403) fault(`answers ${refused.statusCode} without ${permission}`);
    else if (!hasCode(refused.body, 'common.forbidden')) fault('does not say common.forbidden');
    else guarded++;
  }
  for (const id of listed) faults.push(`${id}: is listed as public but there is no such operation`);
  return { operations: found.length, guarded, faults };
}

function fill(path: string, operation: Operation): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const parameter = operation.parameters?.find((each) => each.in === 'path' && each.name === name);
    return parameter?.schema?.format === 'uuid' ? '00000000-0000-7000-8000-000000000000' : 'x';
  });
}

function hasCode(body: string, code: string): boolean {
  try {
    return (JSON.parse(body) as { code?: unknown }).code === code;
  } catch {
    return false;
  }
}
