import { Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { formatDate, formatDistance, formatTime } from '../lib/format.ts';

/** A moment in local time; how far away it is on hover. */
export function Time({ at, dateOnly = false }: { at: string | null | undefined; dateOnly?: boolean }) {
  const { i18n } = useTranslation();
  if (at === null || at === undefined) return <span className="muted">—</span>;
  return (
    <Tooltip title={`${formatTime(at, true)} · ${formatDistance(at, i18n.language === 'en' ? 'en' : 'zh')}`}>
      <time dateTime={at} className="nowrap">
        {dateOnly ? formatDate(at) : formatTime(at)}
      </time>
    </Tooltip>
  );
}
