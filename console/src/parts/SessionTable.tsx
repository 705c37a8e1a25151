import { Button, Empty, Table, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Item } from '../api/types.ts';
import { browserOf } from '../lib/browser.ts';
import { TableFrame } from './TableFrame.tsx';
import { Time } from './Time.tsx';

type Session = Item<'listMySessions'>;
type Props = { sessions: readonly Session[]; loading: boolean; onEnd?: (session: Session) => void };

/** Where a person is signed in, and by what. */
export function SessionTable({ sessions, loading, onEnd }: Props) {
  const { t } = useTranslation();
  return (
    <TableFrame minWidth={760}>
      <Table<Session>
        rowKey="id"
        size="middle"
        loading={loading}
        dataSource={[...sessions]}
        pagination={false}
        locale={{
          emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('parts.noSessions')} />,
        }}
        columns={[
          {
            title: t('parts.method'),
            key: 'method',
            render: (_, row) => (
              <>
                {t(row.method === 'certificate' ? 'shell.byCertificate' : 'shell.byPassword')}
                {row.current && (
                  <Tag color="blue" style={{ marginInlineStart: 8 }}>
                    {t('parts.thisSession')}
                  </Tag>
                )}
              </>
            ),
          },
          { title: t('parts.address'), key: 'address', render: (_, row) => row.address ?? '—' },
          { title: t('parts.browser'), key: 'agent', render: (_, row) => browserOf(row.userAgent) },
          { title: t('parts.signedInAt'), key: 'created', render: (_, row) => <Time at={row.createdAt} /> },
          { title: t('parts.lastSeen'), key: 'seen', render: (_, row) => <Time at={row.lastSeenAt} /> },
          {
            key: 'end',
            align: 'end',
            render: (_, row) =>
              onEnd &&
              !row.current && (
                <Button size="small" onClick={() => onEnd(row)}>
                  {t('parts.endSession')}
                </Button>
              ),
          },
        ]}
      />
    </TableFrame>
  );
}
