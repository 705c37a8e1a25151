const browsers: readonly (readonly [RegExp, string])[] = [
  [/QAXBrowser|Qaxbrowser/i, '奇安信'],
  [/360(?:SE|EE|ENT)|QIHU/i, '360'],
  [/Edg\/(\d+)/, 'Edge'],
  [/Firefox\/(\d+)/, 'Firefox'],
  [/(?:Chrome|Chromium|HeadlessChrome)\/(\d+)/, 'Chrome'],
  [/Version\/(\d+).*Safari/, 'Safari'],
];
const systems: readonly (readonly [RegExp, string])[] = [
  [/Windows NT/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Linux/, 'Linux'],
];

/** Browser and system of a User-Agent line, for people; the line itself when neither is known. */
export function browserOf(userAgent: string | null): string {
  if (userAgent === null || userAgent === '') return '—';
  const browser = browsers.find(([pattern]) => pattern.test(userAgent));
  const system = systems.find(([pattern]) => pattern.test(userAgent));
  if (browser === undefined) return userAgent.slice(0, 60);
  const version = browser[0].exec(userAgent)?.[1];
  return [version === undefined ? browser[1] : `${browser[1]} ${version}`, system?.[1]]
    .filter(Boolean)
    .join(' · ');
}
