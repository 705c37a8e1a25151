import { Card } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Loading } from '../../../parts/Loading.tsx';
import { Problem } from '../../../parts/Problem.tsx';
import { Histogram } from '../../audit-search/parts/Histogram.tsx';
import { searchLink } from '../../audit-search/pivots.ts';
import { useEventSearch } from '../../audit-search/queries.ts';
import { condition } from '../../audit-search/query-text.ts';
import { spanOf } from '../../audit-search/view.ts';
import type { Source } from '../queries.ts';

/** Two hours each. */
const stretches = 84;

/** How many records of a source there were over the last week: where it was silent is seen at once. */
export function History({ source }: { source: Source }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const query = condition('anmin.source', source.id, false);
  const span = useMemo(() => spanOf('7d', Date.now()), []);
  const found = useEventSearch({ query, ...span, buckets: stretches, facets: [] }, 0);
  const buckets = found.data?.pages[0]?.histogram;
  return (
    <Card title={t('auditSources.history')} styles={{ body: { paddingBlock: 12 } }}>
      <Problem error={found.error} onRetry={() => void found.refetch()} />
      {buckets === undefined
        ? !found.error && <Loading />
        : buckets.length > 0 && (
            <Histogram
              buckets={buckets}
              end={span.to}
              onSpan={(chosen) => navigate(searchLink(query, chosen))}
            />
          )}
      <div className="muted" style={{ fontSize: 12, marginTop: 4 }}>
        {t('auditSources.historyHint')}
      </div>
    </Card>
  );
}
