import { Card } from 'antd';
import { useTranslation } from 'react-i18next';
import { PageHead } from '../../../parts/PageHead.tsx';
import { HolderTable } from '../parts/HolderTable.tsx';

/** All servers of the directory. */
export function Page() {
  const { t } = useTranslation();
  return (
    <>
      <PageHead title={t('directory.servers')} lead={t('directory.serversLead')} />
      <Card>
        <HolderTable kind="server" />
      </Card>
    </>
  );
}
