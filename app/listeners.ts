import {
  createListener,
  type HttpConfig,
  type Listener,
  type ListenerOptions,
} from '#platform/http/index.ts';
import { AppError } from '#platform/kernel/errors.ts';
import { appErrors } from './errors.ts';

export type ListenerPlan = {
  /** For messages. */
  readonly name: string;
  /** The setting that gives the port. */
  readonly field: string;
  readonly host: string;
  readonly port: number;
  readonly options: Omit<ListenerOptions, 'config'>;
  /** Adds the routes. */
  prepare(listener: Listener): Promise<void> | void;
};

export type Listening = { readonly name: string; readonly listener: Listener; readonly port: number };

/**
 * Opens listeners in order; when one cannot be opened, those before it are closed again.
 * @throws app.port-in-use, app.port-refused
 */
export async function openListeners(
  config: HttpConfig,
  plans: readonly ListenerPlan[],
): Promise<Listening[]> {
  const open: Listening[] = [];
  try {
    for (const { name, field, host, port, options, prepare } of plans) {
      const listener = await createListener({ ...options, config });
      try {
        await prepare(listener);
        open.push({ name, listener, port: await listener.listen({ host, port }) });
      } catch (error) {
        await listener.close();
        throw explain(error, { listener: name, field, host, port });
      }
    }
    return open;
  } catch (error) {
    await Promise.all(open.map(({ listener }) => listener.close()));
    throw error;
  }
}

type Where = {
  readonly listener: string;
  readonly field: string;
  readonly host: string;
  readonly port: number;
};

function explain(error: unknown, where: Where): unknown {
  if (error instanceof AppError) return error;
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return appErrors['port-in-use'](where, error);
  if (syscall === 'listen') return appErrors['port-refused']({ ...where, reason: code ?? 'unknown' }, error);
  return error;
}
