import type { FastifyRequest } from 'fastify';
import type { Language } from '../kernel/errors.ts';

/** The cookie by which the console says which language the person chose: `zh` or `en`. */
const languageCookie = 'anmin-language';

/** The language of an answer: the cookie, else `Accept-Language` (RFC 9110 §12.5.4), else the default. */
export function languageOf(request: FastifyRequest, fallback: Language): Language {
  const chosen = request.cookies?.[languageCookie];
  if (chosen === 'zh' || chosen === 'en') return chosen;
  return preferred(request.headers['accept-language'], fallback);
}

function preferred(header: string | undefined, fallback: Language): Language {
  let best: { language: Language; weight: number } | undefined;
  for (const part of (header ?? '').slice(0, 200).split(',')) {
    const [range = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    const primary = range.split('-')[0];
    if (primary !== 'zh' && primary !== 'en') continue;
    const q = parameters.find((text) => text.startsWith('q='));
    const weight = q === undefined ? 1 : Number(q.slice(2));
    if (weight > 0 && weight > (best?.weight ?? 0)) best = { language: primary, weight };
  }
  return best?.language ?? fallback;
}
