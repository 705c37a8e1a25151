import { Button, Card, Flex, Form, Steps } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { Loading } from '../../../parts/Loading.tsx';
import { PageHead } from '../../../parts/PageHead.tsx';
import { Problem } from '../../../parts/Problem.tsx';
import { useProfiles } from '../../certificates/queries.ts';
import { type RequestDraft, requestBody } from '../draft.ts';
import { HolderStep } from '../parts/HolderStep.tsx';
import { KeyStep } from '../parts/KeyStep.tsx';
import { ProfileStep } from '../parts/ProfileStep.tsx';
import { ReviewStep } from '../parts/ReviewStep.tsx';
import { createRequest, useRequestChange } from '../queries.ts';

/** A new certificate: which profile, for whom, with which key, why. */
export function Page() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const profiles = useProfiles();
  const create = useRequestChange(createRequest);
  const [form] = Form.useForm<RequestDraft>();
  const [step, setStep] = useState(0);
  const [draft, setDraft] = useState<RequestDraft>({
    ...(params.get('profile') ? { profile: params.get('profile')! } : {}),
    ...(params.get('holderId') ? { holderId: params.get('holderId')! } : {}),
  });
  if (profiles.data === undefined) return profiles.error ? <Problem error={profiles.error} /> : <Loading />;
  const profile = profiles.data.find(({ id }) => id === draft.profile);

  const pickProfile = (id: string) => {
    const chosen = profiles.data?.find((candidate) => candidate.id === id);
    if (chosen === undefined) return;
    const sameKind = profile?.holderKind === chosen.holderKind || profile === undefined;
    const next: RequestDraft = {
      profile: id,
      ...(sameKind && draft.holderId ? { holderId: draft.holderId } : {}),
      delivery: chosen.delivery[0],
      keyAlgorithm: chosen.defaultKeyAlgorithm,
      days: chosen.defaultDays,
    };
    setDraft(next);
    form.setFieldsValue({ csr: undefined, dnsNames: undefined, ipAddresses: undefined, ...next });
    setStep(1);
  };
  const forward = async () => {
    try {
      await form.validateFields();
    } catch {
      return;
    }
    const next = { ...draft, ...form.getFieldsValue() };
    setDraft(next);
    if (step < 3) return setStep(step + 1);
    create.mutate(requestBody(next), { onSuccess: ({ request }) => navigate(`/requests/${request.id}`) });
  };

  return (
    <>
      <PageHead
        back={{ to: '/requests', label: t('requests.title') }}
        title={t('requests.create')}
        lead={t('requests.createLead')}
      />
      <Card styles={{ body: { padding: 28 } }}>
        <Steps
          current={step}
          onChange={(to) => to < step && setStep(to)}
          style={{ marginBottom: 28 }}
          items={[
            { title: t('requests.wizard.profile') },
            { title: t('requests.wizard.holder') },
            { title: t('requests.wizard.key') },
            { title: t('requests.wizard.review') },
          ]}
        />
        {step === 0 && <ProfileStep profiles={profiles.data} chosen={draft.profile} onPick={pickProfile} />}
        {step > 0 && profile && (
          <Form<RequestDraft>
            form={form}
            layout="vertical"
            requiredMark="optional"
            initialValues={draft}
            style={{ maxWidth: 760 }}
          >
            {step === 1 && <HolderStep profile={profile} />}
            {step === 2 && <KeyStep profile={profile} holderId={draft.holderId} />}
            {step === 3 && <ReviewStep profile={profile} draft={draft} />}
            <Problem error={create.error} style={{ marginBottom: 16 }} />
            <Flex justify="space-between" style={{ marginTop: 24 }}>
              <Button onClick={() => setStep(step - 1)}>{t('common.previous')}</Button>
              <Button type="primary" size="large" loading={create.isPending} onClick={() => void forward()}>
                {step < 3 ? t('common.next') : t('requests.submit')}
              </Button>
            </Flex>
          </Form>
        )}
      </Card>
    </>
  );
}
