import { Card, Progress, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../i18n/index.ts';
import { formatCount } from '../../../lib/format.ts';
import { Rows } from '../../../parts/Rows.tsx';
import type { Follower } from '../queries.ts';

/** What is made from the evidence, and how far behind it is. */
export function Followers({ rows, size }: { rows: readonly Follower[]; size: number }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const count = (value: number) => formatCount(value, language);
  return (
    <Card title={t('auditEvidence.followers')} styles={{ body: { paddingBlock: 4 } }}>
      <Rows
        empty={t('auditEvidence.noFollowers')}
        rows={rows.map((row) => {
          const done = Math.min(row.position, size);
          const failing = row.failures > 0;
          return {
            key: row.name,
            title: t(`auditEvidence.followerNames.${row.name}` as never, { defaultValue: row.name }),
            text: (
              <>
                <Progress
                  percent={size === 0 ? 100 : Math.floor((done / size) * 100)}
                  status={failing ? 'exception' : row.lag === 0 ? 'success' : 'normal'}
                  showInfo={false}
                  size="small"
                />
                {t('auditEvidence.followed', { done: count(done), size: count(size), lag: count(row.lag) })}
                {failing && <div>{row.lastError}</div>}
              </>
            ),
            extra: failing ? (
              <Tag color="error">{t('auditEvidence.failing', { count: row.failures })}</Tag>
            ) : (
              <Tag color={row.lag === 0 ? 'success' : 'processing'}>
                {t(row.lag === 0 ? 'auditEvidence.upToDate' : 'auditEvidence.catchingUp')}
              </Tag>
            ),
          };
        })}
      />
    </Card>
  );
}
