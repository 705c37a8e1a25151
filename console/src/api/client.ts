import createClient from 'openapi-fetch';
import { htmlLanguage, i18n } from '../i18n/index.ts';
import { ApiError, apiErrorOf } from './error.ts';
import type { paths } from './schema.d.ts';

let signedOut: () => void = () => {};

/** Says what to do when the session has ended (the shell goes to the sign-in page). */
export function onSignedOut(handler: () => void): void {
  signedOut = handler;
}

/** The generated client: same origin, the session cookie travels by itself. */
export const api = createClient<paths>({ baseUrl: '', credentials: 'same-origin' });

api.use({
  onRequest({ request }) {
    request.headers.set('accept-language', htmlLanguage());
    return request;
  },
});

type Answer<T> = { data?: T; error?: unknown; response: Response };

/**
 * The answer's value, or an ApiError in the reader's language.
 * @throws ApiError whatever went wrong, with status 0 when the server could not be reached.
 */
export async function unwrap<T>(pending: Promise<Answer<T>>): Promise<NonNullable<T>> {
  let answer: Answer<T>;
  try {
    answer = await pending;
  } catch {
    throw new ApiError(0, 'network.unreachable', i18n.t('common.unreachable'));
  }
  if (answer.response.ok) return answer.data as NonNullable<T>;
  const error = apiErrorOf(answer.response.status, answer.error, i18n.t('common.failed'));
  if (error.status === 401 && error.code === 'common.unauthenticated') signedOut();
  throw error;
}
