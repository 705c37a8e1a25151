import { Form, Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import { useProfiles } from '../../certificates/queries.ts';
import { renewalKeys } from '../draft.ts';
import { CsrField } from './CsrField.tsx';

/** Which key the following certificate has: a new one made here, a new one of the holder's, or the old one. */
export function RenewalKey({ profileId }: { profileId: string }) {
  const { t } = useTranslation();
  const chosen = Form.useWatch('key', Form.useFormInstance());
  const profiles = useProfiles();
  const delivery = profiles.data?.find(({ id }) => id === profileId)?.delivery;
  if (delivery === undefined) return null;
  const keys = renewalKeys(delivery);
  return (
    <>
      <Form.Item name="key" label={t('requests.renewKey')} initialValue={keys[0]}>
        <Radio.Group
          vertical
          options={keys.map((value) => ({ value, label: t(`requests.renewKeys.${value}`) }))}
        />
      </Form.Item>
      {chosen === 'csr' && <CsrField />}
    </>
  );
}
