import { App, Button, Card, Flex, Form, Input, QRCode, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../../api/types.ts';
import { Problem } from '../../../parts/Problem.tsx';
import { useMe } from '../../../shell/session.ts';
import { beginTotp, confirmTotp, removeTotp, useMyChange } from '../queries.ts';

/** Switches one's own authenticator on and off. */
export function TotpCard() {
  const { t } = useTranslation();
  const me = useMe();
  const { message } = App.useApp();
  const [secret, setSecret] = useState<Answer<'startMyTotp'>>();
  const [removing, setRemoving] = useState(false);
  const begin = useMyChange(beginTotp);
  const confirm = useMyChange(confirmTotp);
  const remove = useMyChange(removeTotp);
  const done = (text: string) => () => {
    setSecret(undefined);
    setRemoving(false);
    message.success(text);
  };

  return (
    <Card className="span-6" title={t('me.totp')} style={{ height: '100%' }}>
      <p style={{ marginTop: 0 }}>{t(me.hasTotp ? 'me.totpOn' : 'me.totpOff')}</p>
      <Problem error={begin.error} style={{ marginBottom: 12 }} />
      {!me.hasTotp && secret === undefined && (
        <Button
          loading={begin.isPending}
          onClick={() => begin.mutate(undefined, { onSuccess: (answer) => setSecret(answer) })}
        >
          {t('me.totpStart')}
        </Button>
      )}
      {secret !== undefined && (
        <Flex gap={20} wrap>
          <QRCode value={secret.uri} type="svg" size={168} errorLevel="M" />
          <div style={{ flex: 1, minWidth: 220 }}>
            <p style={{ marginTop: 0 }}>{t('me.totpScan')}</p>
            <Typography.Text copyable className="mono">
              {secret.secret}
            </Typography.Text>
            <CodeForm
              label={t('me.totpCode')}
              button={t('me.totpConfirm')}
              busy={confirm.isPending}
              error={confirm.error}
              onCode={(code) => confirm.mutate(code, { onSuccess: done(t('me.totpDone')) })}
            />
          </div>
        </Flex>
      )}
      {me.hasTotp && !removing && <Button onClick={() => setRemoving(true)}>{t('me.totpRemove')}</Button>}
      {me.hasTotp && removing && (
        <CodeForm
          label={t('me.totpRemoveText')}
          button={t('me.totpRemove')}
          danger
          busy={remove.isPending}
          error={remove.error}
          onCode={(code) => remove.mutate(code, { onSuccess: done(t('me.totpRemoved')) })}
        />
      )}
    </Card>
  );
}

type CodeProps = {
  label: string;
  button: string;
  danger?: boolean;
  busy: boolean;
  error: unknown;
  onCode: (code: string) => void;
};

function CodeForm({ label, button, danger, busy, error, onCode }: CodeProps) {
  const { t } = useTranslation();
  return (
    <Form<{ code: string }>
      layout="vertical"
      requiredMark={false}
      style={{ marginTop: 12, maxWidth: 320 }}
      onFinish={({ code }) => onCode(code)}
    >
      <Form.Item
        name="code"
        label={label}
        rules={[{ required: true, pattern: /^[0-9]{6}$/, message: t('signIn.codeBad') }]}
      >
        <Input inputMode="numeric" autoComplete="one-time-code" maxLength={6} />
      </Form.Item>
      <Problem error={error} style={{ marginBottom: 12 }} />
      <Button htmlType="submit" type="primary" danger={danger} loading={busy}>
        {button}
      </Button>
    </Form>
  );
}
