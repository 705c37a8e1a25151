import { Button, Empty } from 'antd';
import { useTranslation } from 'react-i18next';
import { Loading } from '../../../parts/Loading.tsx';
import { Problem } from '../../../parts/Problem.tsx';
import { Rows } from '../../../parts/Rows.tsx';
import { type Organisation, useFoundOrganisations } from '../queries.ts';

type Props = { q: string; chosen: string | undefined; onChoose: (organisation: Organisation) => void };

/** Organisations anywhere in the tree whose name or code was asked for. */
export function OrganisationSearch({ q, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const found = useFoundOrganisations(q);
  if (found.error) return <Problem error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data === undefined) return <Loading />;
  const { items, total } = found.data;
  if (total === 0)
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('common.emptyFiltered')} />;
  return (
    <>
      <Rows
        empty={null}
        rows={items.map((organisation) => ({
          key: organisation.id,
          title: (
            <Button
              type={organisation.id === chosen ? 'primary' : 'link'}
              size="small"
              onClick={() => onChoose(organisation)}
            >
              {organisation.name}
            </Button>
          ),
          text: (
            <span style={{ paddingInlineStart: 8 }}>
              {organisation.code} · {t(`directory.levels.${organisation.level}`)} · {organisation.holderCount}
            </span>
          ),
        }))}
      />
      {total > items.length && <div className="muted">{t('directory.moreFound', { total })}</div>}
    </>
  );
}
