import type { CSSProperties, ReactNode } from 'react';

/**
 * Lets a table scroll sideways inside its card when the window is narrower than `minWidth`. The table's
 * own way measures scroll bars with a style element that a strict Content-Security-Policy refuses.
 */
export function TableFrame({ minWidth, children }: { minWidth: number; children: ReactNode }) {
  return (
    <div className="table-frame" style={{ '--table-min-width': `${minWidth}px` } as CSSProperties}>
      {children}
    </div>
  );
}
