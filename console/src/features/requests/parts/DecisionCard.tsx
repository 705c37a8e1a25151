import { App, Button, Card, Flex, Form, Input, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../../../parts/Problem.tsx';
import { useMe } from '../../../shell/session.ts';
import { decide } from '../decide.ts';
import { type RequestRow, useRequestChange, type Verdict } from '../queries.ts';
import { useHeldKey } from '../signing/key-holder.ts';
import { OpenKey } from '../signing/OpenKey.tsx';

/** The reader's decision on the step that the request waits at, signed with their own key. */
export function DecisionCard({ request }: { request: RequestRow }) {
  const { t } = useTranslation();
  const me = useMe();
  const { message, modal } = App.useApp();
  const [form] = Form.useForm<{ reason?: string }>();
  const [missing, setMissing] = useState(false);
  const fingerprint = me.method === 'certificate' ? me.certificateFingerprint : null;
  const key = useHeldKey(fingerprint);
  const change = useRequestChange(({ verdict, reason }: { verdict: Verdict; reason: string | undefined }) =>
    decide(request.id, verdict, reason, key),
  );
  if (request.step === null) return null;
  const step = t(`requests.steps.${request.step}`);
  const signable = fingerprint === null || key !== undefined;

  const submit = (verdict: Verdict) => {
    const reason = form.getFieldValue('reason')?.trim() || undefined;
    setMissing(verdict === 'reject' && reason === undefined);
    if (verdict === 'reject' && reason === undefined) return;
    modal.confirm({
      title: t(`requests.verdicts.${verdict}`),
      content: t(`requests.verdictConsequences.${verdict}`, { step, number: request.number }),
      okText: t(`requests.verdicts.${verdict}`),
      okButtonProps: { danger: verdict === 'reject' },
      onOk: () =>
        change.mutateAsync({ verdict, reason }).then(
          () => void message.success(t('requests.decided')),
          () => {},
        ),
    });
  };

  return (
    <Card title={t('requests.decideTitle', { step })} data-testid="decision">
      <Flex vertical gap={16}>
        {!signable && fingerprint !== null && <OpenKey fingerprint={fingerprint} />}
        {key && (
          <Typography.Text type="success">{t('signing.ready', { subject: key.subject })}</Typography.Text>
        )}
        {fingerprint === null && (
          <Typography.Text type="secondary">{t('requests.serverSigns')}</Typography.Text>
        )}
        <Form form={form} layout="vertical">
          <Form.Item
            name="reason"
            label={t('requests.opinion')}
            validateStatus={missing ? 'error' : undefined}
            help={missing ? t('requests.rejectNeedsReason') : undefined}
            style={{ marginBottom: 0 }}
          >
            <Input.TextArea rows={3} maxLength={500} showCount placeholder={t('requests.opinionHint')} />
          </Form.Item>
        </Form>
        <Problem error={change.error} />
        <Flex gap={12}>
          <Button
            type="primary"
            disabled={!signable}
            loading={change.isPending}
            onClick={() => submit('approve')}
          >
            {t('requests.verdicts.approve')}
          </Button>
          <Button danger disabled={!signable || change.isPending} onClick={() => submit('reject')}>
            {t('requests.verdicts.reject')}
          </Button>
        </Flex>
      </Flex>
    </Card>
  );
}
