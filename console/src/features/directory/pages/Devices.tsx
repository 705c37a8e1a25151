import { Card } from 'antd';
import { useTranslation } from 'react-i18next';
import { PageHead } from '../../../parts/PageHead.tsx';
import { HolderTable } from '../parts/HolderTable.tsx';

/** All devices of the directory. */
export function Page() {
  const { t } = useTranslation();
  return (
    <>
      <PageHead title={t('directory.devices')} lead={t('directory.devicesLead')} />
      <Card>
        <HolderTable kind="device" />
      </Card>
    </>
  );
}
