import { App, Button, Card, Flex, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { PageHead } from '../../../parts/PageHead.tsx';
import { useMay } from '../../../shell/session.ts';
import { HolderTable } from '../parts/HolderTable.tsx';
import { OrganisationForm } from '../parts/OrganisationForm.tsx';
import { OrganisationSearch } from '../parts/OrganisationSearch.tsx';
import { OrganisationTree } from '../parts/OrganisationTree.tsx';
import { deleteOrganisation, type Organisation, useDirectoryChange } from '../queries.ts';

/** The tree of organisations and the people of each. */
export function Page() {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  const may = useMay();
  const [params, setParams] = useSearchParams();
  const [chosen, setChosen] = useState<Organisation>();
  const [form, setForm] = useState<'new' | 'edit'>();
  const remove = useDirectoryChange(deleteOrganisation);
  const find = params.get('find') ?? '';
  const organisationId = chosen?.id ?? params.get('organisationId') ?? undefined;

  const choose = (organisation: Organisation | undefined) => {
    setChosen(organisation);
    setParams(
      { ...(find && { find }), ...(organisation && { organisationId: organisation.id }) },
      { replace: true },
    );
  };
  const confirmRemove = (organisation: Organisation) =>
    modal.confirm({
      title: t('directory.removeOrganisation', { name: organisation.name }),
      content: t('directory.removeConsequence'),
      okText: t('common.remove'),
      okButtonProps: { danger: true },
      onOk: async () => {
        try {
          await remove.mutateAsync(organisation.id);
          choose(undefined);
        } catch (error) {
          message.error((error as Error).message);
        }
      },
    });

  return (
    <>
      <PageHead title={t('directory.organisations')} lead={t('directory.organisationsLead')} />
      <div className="grid">
        <Card
          className="span-4"
          title={t('directory.tree')}
          extra={
            may('pki.directory.write') && (
              <Button size="small" onClick={() => setForm('new')}>
                {chosen === undefined ? t('directory.newOrganisation') : t('directory.newBelow')}
              </Button>
            )
          }
          styles={{ body: { maxHeight: 'calc(100vh - 260px)', overflow: 'auto' } }}
        >
          <Input.Search
            key={find}
            allowClear
            defaultValue={find}
            maxLength={64}
            placeholder={t('directory.findOrganisation')}
            onSearch={(value) => setParams(value.trim() ? { find: value.trim() } : {}, { replace: true })}
            style={{ marginBottom: 12 }}
          />
          {find ? (
            <OrganisationSearch q={find} chosen={organisationId} onChoose={choose} />
          ) : (
            <OrganisationTree chosen={organisationId} onChoose={choose} />
          )}
        </Card>
        <Card
          className="span-8"
          title={chosen?.name ?? t('directory.everybody')}
          extra={
            chosen &&
            may('pki.directory.write') && (
              <Flex gap={8}>
                <Button size="small" onClick={() => setForm('edit')}>
                  {t('common.edit')}
                </Button>
                <Button
                  size="small"
                  danger
                  disabled={chosen.childCount + chosen.holderCount > 0}
                  onClick={() => confirmRemove(chosen)}
                >
                  {t('common.remove')}
                </Button>
              </Flex>
            )
          }
        >
          <HolderTable key={organisationId} kind="person" organisationId={organisationId} compact />
        </Card>
      </div>
      {form === 'new' && <OrganisationForm parent={chosen} onClose={() => setForm(undefined)} />}
      {form === 'edit' && chosen && (
        <OrganisationForm organisation={chosen} onClose={() => setForm(undefined)} />
      )}
    </>
  );
}
