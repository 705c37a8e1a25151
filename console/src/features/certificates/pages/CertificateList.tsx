import { Button, DatePicker, Input, Select, type TableProps } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useListState } from '../../../lib/list-state.ts';
import { ListTable } from '../../../parts/ListTable.tsx';
import { PageHead } from '../../../parts/PageHead.tsx';
import { Time } from '../../../parts/Time.tsx';
import { useWords } from '../../../parts/Words.tsx';
import { StateTag } from '../parts/StateTag.tsx';
import { type Certificate, certificateStates, useCertificates, useProfiles } from '../queries.ts';

const names = [
  'q',
  'state',
  'profile',
  'holderId',
  'owner',
  'organisationId',
  'expiresAfter',
  'expiresBefore',
  'sort',
] as const;
const owners = ['holder', 'system'] as const;
const sorts = ['issued', 'expires', 'name'] as const;

/** Finds certificates; the view is in the address. */
export function Page() {
  const { t } = useTranslation();
  const words = useWords();
  const navigate = useNavigate();
  const list = useListState(names);
  const { state, sort, owner, ...filters } = list.filters;
  const oneOf = <T extends string>(values: readonly T[], value: string | undefined) =>
    values.find((known) => known === value);
  const certificates = useCertificates({
    ...filters,
    page: list.page,
    pageSize: list.pageSize,
    ...(oneOf(certificateStates, state) ? { state: oneOf(certificateStates, state) } : {}),
    ...(oneOf(owners, owner) ? { owner: oneOf(owners, owner) } : {}),
    ...(oneOf(sorts, sort) ? { sort: oneOf(sorts, sort) } : {}),
  });
  const profiles = useProfiles();
  const filtered = Object.keys(list.filters).some((name) => name !== 'sort');

  const columns: TableProps<Certificate>['columns'] = [
    {
      title: t('certificates.subject'),
      key: 'name',
      render: (_, row) => (
        <>
          <Link to={`/certificates/${row.id}`}>{row.commonName}</Link>
          <div className="muted">{row.organisationName ?? row.subject}</div>
        </>
      ),
    },
    {
      title: t('certificates.profile'),
      key: 'profile',
      width: 170,
      render: (_, row) => words(row.profileTitle),
    },
    {
      title: t('common.state'),
      key: 'state',
      width: 110,
      render: (_, row) => <StateTag state={row.state} />,
    },
    {
      title: t('certificates.serial'),
      key: 'serial',
      width: 170,
      render: (_, row) => (
        <span className="mono nowrap" title={row.serial}>
          {row.serial.length > 18 ? `${row.serial.slice(0, 16)}…` : row.serial}
        </span>
      ),
    },
    {
      title: t('certificates.notBefore'),
      key: 'from',
      width: 120,
      render: (_, row) => <Time at={row.notBefore} dateOnly />,
    },
    {
      title: t('certificates.notAfter'),
      key: 'to',
      width: 120,
      render: (_, row) => <Time at={row.notAfter} dateOnly />,
    },
  ];

  return (
    <>
      <PageHead title={t('certificates.listTitle')} lead={t('certificates.listLead')} />
      <div className="filters">
        <Input.Search
          key={filters.q ?? ''}
          allowClear
          defaultValue={filters.q}
          placeholder={t('certificates.searchHint')}
          onSearch={(value) => list.change({ q: value })}
          style={{ width: 270 }}
        />
        <Select
          allowClear
          value={state}
          placeholder={t('common.state')}
          onChange={(value) => list.change({ state: value })}
          options={certificateStates.map((value) => ({ value, label: t(`certificates.states.${value}`) }))}
          style={{ width: 130 }}
        />
        <Select
          allowClear
          value={oneOf(owners, owner)}
          placeholder={t('certificates.owner')}
          onChange={(value) => list.change({ owner: value })}
          options={owners.map((value) => ({ value, label: t(`certificates.owners.${value}`) }))}
          style={{ width: 135 }}
        />
        <Select
          allowClear
          value={filters.profile}
          placeholder={t('certificates.profile')}
          onChange={(value) => list.change({ profile: value })}
          options={(profiles.data ?? []).map((row) => ({ value: row.id, label: words(row.title) }))}
          style={{ width: 160 }}
        />
        <DatePicker
          placeholder={
            filters.expiresBefore ? filters.expiresBefore.slice(0, 10) : t('certificates.expiresBefore')
          }
          onChange={(day) => list.change({ expiresBefore: day ? day.endOf('day').toISOString() : undefined })}
          style={{ width: 150 }}
        />
        <Select
          value={oneOf(sorts, sort) ?? 'issued'}
          onChange={(value) => list.change({ sort: value === 'issued' ? undefined : value })}
          options={sorts.map((value) => ({ value, label: t(`certificates.sorts.${value}`) }))}
          style={{ width: 150 }}
        />
        {filtered && (
          <Button
            type="link"
            onClick={() => list.change(Object.fromEntries(names.map((name) => [name, undefined])))}
          >
            {t('common.clear')}
          </Button>
        )}
      </div>
      <ListTable
        rowKey="id"
        columns={columns}
        query={certificates}
        page={list.page}
        pageSize={list.pageSize}
        onPage={list.change}
        empty={t('certificates.empty')}
        filtered={filtered}
        onRow={(row) => navigate(`/certificates/${row.id}`)}
        minWidth={980}
      />
    </>
  );
}
