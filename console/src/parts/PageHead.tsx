import { Flex, Typography } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Said } from './Said.tsx';

type Props = {
  title: ReactNode;
  lead?: ReactNode;
  actions?: ReactNode;
  back?: { to: string; label: string };
};

/** The head of a page: where one is, what it is for, what can be done. */
export function PageHead({ title, lead, actions, back }: Props) {
  return (
    <header className="page-head">
      <div>
        {back && (
          <Link to={back.to} style={{ display: 'inline-block', marginBottom: 6 }}>
            ‹ {back.label}
          </Link>
        )}
        <h1>
          <Said>{title}</Said>
        </h1>
        {lead && (
          <Typography.Paragraph type="secondary" style={{ margin: '4px 0 0', maxWidth: 780 }}>
            <Said>{lead}</Said>
          </Typography.Paragraph>
        )}
      </div>
      {actions && (
        <Flex wrap gap={8}>
          {actions}
        </Flex>
      )}
    </header>
  );
}
