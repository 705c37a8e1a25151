import type { TableColumnType } from 'antd';
import {
  cloneElement,
  createElement,
  Fragment,
  isValidElement,
  type ReactElement,
  type ReactNode,
} from 'react';
import { useTranslation } from 'react-i18next';
import { isPlain, piecesOf, shownText, type Unseen } from '../lib/shown-text.ts';

/** Characters that are drawn as tags in one text; the code of further ones stands in the text. */
const mostTags = 200;

/**
 * What others wrote, so that nothing in it is hidden or turns what stands beside it. It reaches as deep as
 * elements are written inside it, attributes that are read included; what components draw themselves is theirs.
 */
export function Said({ children }: { children?: ReactNode }) {
  return Array.isArray(children) ? createElement(Fragment, null, ...children.map(said)) : said(children, 0);
}

/** Columns whose cells are drawn by `Said`. */
export const saidColumns = <C extends object>(columns: readonly C[]): C[] =>
  columns.map((column) => {
    const { render } = column as TableColumnType<unknown>;
    const drawn: TableColumnType<unknown> = {
      render: (value, row, index) => (
        <Said>{render === undefined ? value : (render(value, row, index) as ReactNode)}</Said>
      ),
    };
    return { ...column, ...drawn };
  });

/** Facts of a `Descriptions` whose texts are drawn by `Said`. */
export const saidItems = <I extends { children?: ReactNode; label?: ReactNode }>(items: readonly I[]): I[] =>
  items.map((item) => ({ ...item, label: said(item.label, 0), children: <Said>{item.children}</Said> }));

type Written = { children?: unknown; title?: unknown; 'aria-label'?: unknown; copyable?: unknown };

function said(node: ReactNode, index: number): ReactNode {
  if (typeof node === 'string') return isPlain(node) ? node : <Pieces key={`said-${index}`} text={node} />;
  if (Array.isArray(node)) return node.map(said);
  if (!isValidElement<Written>(node)) return node;
  const { children, copyable } = node.props;
  // What is copied is the text inside.
  if (copyable === true || typeof children === 'function') return node;
  const attributes = typeof node.type === 'string' ? attributesOf(node.props) : {};
  if (Array.isArray(children)) return cloneElement(node, attributes, ...children.map(said));
  if (children === undefined) return node;
  return cloneElement(node as ReactElement<object>, attributes, said(children as ReactNode, 0));
}

const attributesOf = (props: Written): Written =>
  Object.fromEntries(
    (['title', 'aria-label'] as const).flatMap((name) => {
      const value = props[name];
      return typeof value === 'string' ? [[name, shownText(value)]] : [];
    }),
  );

/** One element, whatever lies in it: it may stand in a row of things with gaps between them. */
function Pieces({ text }: { text: string }) {
  return (
    <span>
      {piecesOf(text).map((piece, index) => {
        if (typeof piece === 'string') return piece;
        if (index > 2 * mostTags) return piece.code;
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text have no other name than their place
        return <UnseenTag key={index} of={piece} />;
      })}
    </span>
  );
}

function UnseenTag({ of: { code, kind } }: { of: Unseen }) {
  const { t } = useTranslation();
  return (
    <span className="unseen" title={t(`parts.unseen.${kind}`)}>
      {code}
    </span>
  );
}
