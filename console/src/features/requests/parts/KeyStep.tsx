import { useQuery } from '@tanstack/react-query';
import { Form, InputNumber, Radio, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '../../../api/client.ts';
import type { Profile } from '../../certificates/queries.ts';
import type { RequestDraft } from '../draft.ts';
import { CsrField } from './CsrField.tsx';

/** Which key: the user's own (PKCS#10) or one made here; how long; which names. */
export function KeyStep({ profile, holderId }: { profile: Profile; holderId: string | undefined }) {
  const { t } = useTranslation();
  const form = Form.useFormInstance<RequestDraft>();
  const delivery = Form.useWatch('delivery', form);
  const named = profile.holderKind === 'server' || profile.holderKind === 'device';
  const holder = useQuery({
    queryKey: ['pki', 'holder', holderId],
    queryFn: () => unwrap(api.GET('/api/pki/holders/{id}', { params: { path: { id: holderId ?? '' } } })),
    enabled: named && holderId !== undefined,
  });

  return (
    <>
      <Form.Item name="delivery" label={t('requests.keyOrigin')} required>
        <Radio.Group
          options={profile.delivery.map((value) => ({ value, label: t(`requests.deliveries.${value}`) }))}
          vertical
        />
      </Form.Item>
      {delivery === 'csr' && <CsrField />}
      {delivery === 'pkcs12' && (
        <Form.Item name="keyAlgorithm" label={t('requests.keyAlgorithm')} required>
          <Select
            style={{ maxWidth: 320 }}
            options={profile.keyAlgorithms.map((value) => ({
              value,
              label: t(`requests.algorithms.${value}`),
            }))}
          />
        </Form.Item>
      )}
      <Form.Item
        name="days"
        label={t('requests.days')}
        required
        extra={t('requests.daysHint', { max: profile.maxDays })}
      >
        <InputNumber min={1} max={profile.maxDays} precision={0} />
      </Form.Item>
      {named && (
        <>
          <Form.Item name="dnsNames" label={t('requests.dnsNames')} extra={t('requests.namesHint')}>
            <Select
              mode="multiple"
              placeholder={t('common.all')}
              options={(holder.data?.dnsNames ?? []).map((value) => ({ value, label: value }))}
            />
          </Form.Item>
          <Form.Item name="ipAddresses" label={t('requests.ipAddresses')}>
            <Select
              mode="multiple"
              placeholder={t('common.all')}
              options={(holder.data?.ipAddresses ?? []).map((value) => ({ value, label: value }))}
            />
          </Form.Item>
        </>
      )}
    </>
  );
}
