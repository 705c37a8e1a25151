import { Tooltip } from 'antd';
import { useLanguage } from '../i18n/index.ts';
import { formatDate, formatDistance, formatTime } from '../lib/format.ts';

/** A moment in local time; how far away it is on hover. */
export function Time({ at, dateOnly = false }: { at: string | null | undefined; dateOnly?: boolean }) {
  const language = useLanguage();
  if (at === null || at === undefined) return <span className="muted">—</span>;
  return (
    <Tooltip title={`${formatTime(at, true)} · ${formatDistance(at, language)}`}>
      <time dateTime={at} className="nowrap">
        {dateOnly ? formatDate(at) : formatTime(at)}
      </time>
    </Tooltip>
  );
}
