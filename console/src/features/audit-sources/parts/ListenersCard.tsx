import { Alert, Card, Flex } from 'antd';
import { useTranslation } from 'react-i18next';
import { formatBytes } from '../../../lib/format.ts';
import { Rows } from '../../../parts/Rows.tsx';
import type { Listeners } from '../queries.ts';

/** Where records come in at this moment. */
export function ListenersCard({ listeners }: { listeners: Listeners }) {
  const { t } = useTranslation();
  return (
    <Card title={t('auditSources.listeners')} styles={{ body: { paddingBlock: 4 } }}>
      {listeners.stalled !== null && (
        <Alert
          type="error"
          showIcon
          style={{ marginBlock: 12 }}
          title={t('auditSources.stalled')}
          description={`${listeners.stalled} · ${t('auditSources.waitingBytes', { size: formatBytes(listeners.waitingBytes) })}`}
        />
      )}
      <Rows
        empty={t('auditSources.noListeners')}
        rows={[
          {
            key: 'https',
            title: t('auditSources.transports.https'),
            text: t('auditSources.httpsText'),
          },
          ...listeners.syslog.map((listener) => ({
            key: `${listener.transport}-${listener.port}`,
            title: (
              <Flex gap={8} align="baseline">
                {t(`auditSources.transports.${listener.transport}`)}
                <span className="mono">
                  {listener.host}:{listener.port}
                </span>
              </Flex>
            ),
            text: [
              listener.transport !== 'udp' && t('auditSources.connections', { total: listener.connections }),
              listener.refusedConnections > 0 &&
                t('auditSources.refusedConnections', { total: listener.refusedConnections }),
              listener.transport === 'udp' &&
                (listener.kernelDrops === null
                  ? t('auditSources.dropsUnknown')
                  : t('auditSources.drops', { total: listener.kernelDrops })),
            ]
              .filter(Boolean)
              .join(' · '),
          })),
        ]}
      />
      {listeners.syslog.length === 0 && (
        <div className="muted" style={{ paddingBottom: 12 }}>
          {t('auditSources.noListeners')}
        </div>
      )}
    </Card>
  );
}
