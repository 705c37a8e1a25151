import { Card, Descriptions, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../i18n/index.ts';
import { formatCount } from '../../../lib/format.ts';
import { Problem } from '../../../parts/Problem.tsx';
import { useStore } from '../queries.ts';

const colours = { ok: 'success', weak: 'warning', failing: 'error' } as const;

/** The searchable copy of the evidence: which, how it is, and what stands in its way. */
export function StoreCard() {
  const { t } = useTranslation();
  const language = useLanguage();
  const { data: store, error, refetch } = useStore();
  const items = [
    store && {
      key: 'name',
      label: t('auditEvidence.storeKind'),
      text: t(`auditEvidence.stores.${store.name}`),
    },
    store?.fault && { key: 'fault', label: t('auditEvidence.storeFault'), text: store.fault[language] },
    store?.retention && {
      key: 'retention',
      label: t('auditEvidence.storeRetention'),
      text: t(`auditEvidence.storeRetentions.${store.retention}`),
    },
    store?.cluster && {
      key: 'cluster',
      label: t('auditEvidence.storeCluster'),
      text: t('auditEvidence.storeClusterText', {
        versions: store.cluster.versions.join(', '),
        indices: formatCount(store.cluster.indices, language),
      }),
    },
    store?.cluster?.shards && {
      key: 'shards',
      label: t('auditEvidence.storeShards'),
      text: `${formatCount(store.cluster.shards.used, language)} / ${formatCount(store.cluster.shards.limit, language)}`,
    },
  ].flatMap((item) => (item ? [{ key: item.key, label: item.label, children: item.text }] : []));
  return (
    <Card
      title={t('auditEvidence.store')}
      loading={store === undefined && !error}
      extra={store && <Tag color={colours[store.state]}>{t(`auditEvidence.storeStates.${store.state}`)}</Tag>}
    >
      {store === undefined && error ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : (
        <Descriptions column={1} size="small" items={items} />
      )}
    </Card>
  );
}
