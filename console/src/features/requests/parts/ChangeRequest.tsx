import { App, Form, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { ReasonModal } from '../../../parts/ReasonModal.tsx';
import type { Certificate } from '../../certificates/queries.ts';
import { renewalBody } from '../draft.ts';
import { createRequest, revocationReasons, useRequestChange } from '../queries.ts';
import { RenewalKey } from './RenewalKey.tsx';

export type ChangeKind = 'renew' | 'revoke' | 'suspend' | 'release';

type Renewal = Parameters<typeof renewalBody>[0];
type Props = { kind: ChangeKind; certificate: Certificate; onClose: () => void };

/** Asks for a certificate to be renewed, revoked, suspended or released, saying what that will do. */
export function ChangeRequest({ kind, certificate, onClose }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const create = useRequestChange(createRequest);

  const submit = async (values: { reason: string } & Record<string, unknown>) => {
    const { request } = await create.mutateAsync({
      kind,
      certificateId: certificate.id,
      reason: values.reason,
      ...(kind === 'revoke'
        ? { revocationReason: values.revocationReason as (typeof revocationReasons)[number] }
        : {}),
      ...(kind === 'renew' ? renewalBody(values as Renewal) : {}),
    });
    message.success(t('requests.submitted', { number: request.number }));
    navigate(`/requests/${request.id}`);
  };

  return (
    <ReasonModal
      open
      danger={kind === 'revoke' || kind === 'suspend'}
      title={`${t(`requests.kinds.${kind}`)} · ${certificate.commonName}`}
      consequence={t(`requests.consequences.${kind}`, { name: certificate.commonName })}
      confirmText={t('requests.submit')}
      onClose={onClose}
      onConfirm={submit}
    >
      {kind === 'revoke' && (
        <Form.Item
          name="revocationReason"
          label={t('requests.revocationReason')}
          rules={[{ required: true, message: t('common.required') }]}
        >
          <Select
            options={revocationReasons.map((value) => ({ value, label: t(`requests.reasons.${value}`) }))}
          />
        </Form.Item>
      )}
      {kind === 'renew' && <RenewalKey profileId={certificate.profile} />}
    </ReasonModal>
  );
}
