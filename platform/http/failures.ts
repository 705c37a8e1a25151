import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, kernelErrors, type Language } from '../kernel/errors.ts';
import { httpErrors } from './errors.ts';
import { languageOf } from './language.ts';
import { validationError } from './validation.ts';

/** What this room needs of the log; a pino logger is one. */
export type HttpLog = {
  debug(fields: object, text: string): void;
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
};

/** Answers any failure as `{ code, message, details }`; what is not an AppError is logged with its cause. */
export function failureHandler(log: HttpLog, fallback: Language) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const known = toAppError(error);
    const failure = known ?? kernelErrors.internal({ requestId: request.id }, error);
    if (failure.status >= 500) {
      log.error(
        { err: failure.cause ?? failure, requestId: request.id, code: failure.code },
        'request failed',
      );
    }
    send(reply, failure, languageOf(request, fallback));
  };
}

/** Sends one error; `details.seconds` is also the `Retry-After`. */
export function send(reply: FastifyReply, failure: AppError, language: Language): FastifyReply {
  const { code, message, details } = failure.toBody(language);
  if (typeof details.seconds === 'number') reply.header('retry-after', details.seconds);
  return reply
    .code(failure.status)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .serializer(JSON.stringify)
    .send({ code, message, details });
}

/** Answers bytes that are no request at all, a head that is too large or comes too slowly. */
export function answerMalformed(language: Language) {
  return (error: Error & { code?: string }, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const failure = httpErrors[malformed[error.code ?? ''] ?? 'bad-request']();
    const body = JSON.stringify(failure.toBody(language));
    const head = [
      `HTTP/1.1 ${failure.status} ${STATUS_CODES[failure.status]}`,
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
    ];
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  };
}

const malformed: Record<string, 'head-too-large' | 'too-slow'> = {
  HPE_HEADER_OVERFLOW: 'head-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'too-slow',
};

/** The AppError for what Fastify itself refuses; undefined when the fault is ours. */
function toAppError(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error;
  const { code, validation, validationContext, statusCode } = (error ?? {}) as Partial<FastifyError>;
  if (validation?.[0]) return validationError(validation[0], validationContext);
  const row = code === undefined ? undefined : fastifyCodes[code];
  if (row) return row();
  // secure-json-parse and Node's own parser give a plain error with a 4xx status.
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return error instanceof SyntaxError ? httpErrors['bad-json']() : httpErrors['bad-request']();
  }
  return undefined;
}

const fastifyCodes: Record<string, () => AppError> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () => httpErrors['body-too-large'](),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => httpErrors['media-type']({ expected: 'application/json' }),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () => httpErrors['bad-request'](),
  FST_ERR_CTP_EMPTY_JSON_BODY: () => httpErrors['bad-json'](),
  FST_ERR_CTP_INVALID_JSON_BODY: () => httpErrors['bad-json'](),
  FST_ERR_BAD_URL: () => httpErrors['bad-request'](),
};
