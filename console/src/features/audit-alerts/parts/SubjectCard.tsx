import { Card, Descriptions, Flex } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useLanguage } from '../../../i18n/index.ts';
import { saidItems } from '../../../parts/Said.tsx';
import { Time } from '../../../parts/Time.tsx';
import { useMay } from '../../../shell/session.ts';
import type { Alert } from '../queries.ts';
import { sideLink } from '../subject.ts';

/** About whom, from where, on what; each leads to what else is known of it. */
export function SubjectCard({ alert }: { alert: Alert }) {
  const { t } = useTranslation();
  const chinese = useLanguage() === 'zh';
  const mayRead = useMay()('audit.events.read');
  const sides = (['user', 'address', 'host'] as const).flatMap((side) => {
    const value = alert[side];
    if (value === null) return [];
    const link = sideLink(alert, side, chinese);
    return [
      {
        label: t(`auditAlerts.sides.${side}`),
        children: (
          <Flex wrap gap="0 12px">
            <strong style={{ overflowWrap: 'anywhere' }}>{value}</strong>
            {mayRead && link && side === 'user' && (
              <Link to={`/audit/person?name=${encodeURIComponent(value)}`}>{t('auditAlerts.timeline')}</Link>
            )}
            {mayRead && link && <Link to={link}>{t('auditAlerts.itsRecords')}</Link>}
          </Flex>
        ),
      },
    ];
  });
  return (
    <Card title={t('auditAlerts.subject')}>
      <Descriptions
        column={1}
        size="small"
        styles={{ label: { width: 108 } }}
        items={[
          ...saidItems(sides),
          {
            label: t('auditAlerts.class'),
            children: t(`auditSearch.classes.${alert.class}` as never, { defaultValue: alert.class }),
          },
          { label: t('auditAlerts.matches'), children: alert.matches },
          { label: t('auditAlerts.firstAt'), children: <Time at={alert.firstAt} /> },
          { label: t('auditAlerts.lastAt'), children: <Time at={alert.lastAt} /> },
          { label: t('auditAlerts.raisedAt'), children: <Time at={alert.raisedAt} /> },
        ]}
      />
    </Card>
  );
}
