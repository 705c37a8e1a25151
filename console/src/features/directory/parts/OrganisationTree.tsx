import { useQueryClient } from '@tanstack/react-query';
import { Empty, Tree, type TreeDataNode } from 'antd';
import { useTranslation } from 'react-i18next';
import { Loading } from '../../../parts/Loading.tsx';
import { Problem } from '../../../parts/Problem.tsx';
import { fetchOrganisations, type Organisation, useOrganisations } from '../queries.ts';

type Props = { chosen: string | undefined; onChoose: (organisation: Organisation | undefined) => void };

/** The tree 部/省/市/县/乡镇街道/村居; branches are fetched when they are opened. */
export function OrganisationTree({ chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const roots = useOrganisations(undefined);
  if (roots.error) return <Problem error={roots.error} onRetry={() => void roots.refetch()} />;
  if (roots.data === undefined) return <Loading />;
  if (roots.data.length === 0) {
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('directory.noOrganisations')} />;
  }
  return <LoadedTree roots={roots.data} chosen={chosen} onChoose={onChoose} />;
}

type Node = TreeDataNode & { organisation: Organisation };

function LoadedTree({ roots, chosen, onChoose }: Props & { roots: readonly Organisation[] }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  // What was fetched lives in the query cache, so that a live refresh also refreshes the tree.
  const childrenOf = (id: string) => client.getQueryData<Organisation[]>(['pki', 'organisations', id]);
  const nodeOf = (organisation: Organisation): Node => ({
    key: organisation.id,
    organisation,
    isLeaf: organisation.childCount === 0,
    title: (
      <span title={`${organisation.name} ${organisation.code}`}>
        {organisation.name}{' '}
        <span className="muted" style={{ fontSize: 12 }}>
          {t(`directory.levels.${organisation.level}`)} · {organisation.holderCount}
        </span>
      </span>
    ),
    children: childrenOf(organisation.id)?.map(nodeOf),
  });
  return (
    <Tree<Node>
      blockNode
      showLine
      treeData={roots.map(nodeOf)}
      defaultExpandedKeys={roots.length === 1 ? [roots[0]!.id] : []}
      selectedKeys={chosen === undefined ? [] : [chosen]}
      loadData={async (node) => {
        const id = String(node.key);
        await client.fetchQuery({
          queryKey: ['pki', 'organisations', id],
          queryFn: () => fetchOrganisations(id),
        });
        onChoose(node.organisation);
      }}
      onSelect={(_keys, { selected, node }) => onChoose(selected ? node.organisation : undefined)}
    />
  );
}
