import { useVirtualizer } from '@tanstack/react-virtual';
import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useRef } from 'react';
import type { Run } from '../api/types';
import { pinIcon } from '../icons';
import type { Group, IRow } from './rows';

const ROW = 27;
const NAME = 220;
const COLUMN = 150;

export interface ICompareTableProps {
  readonly runs: readonly Run[];
  readonly rows: readonly IRow[];
  readonly trans: TranslationBundle;
  readonly onOpen: (runId: string) => void;
  readonly onBaseline: (runId: string) => void;
}

/** Runs side by side; of many, only the columns and rows in sight are drawn. */
export function CompareTable(props: ICompareTableProps): React.ReactElement {
  const { runs, rows, trans, onOpen, onBaseline } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const tall = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 10
  });
  const wide = useVirtualizer({
    horizontal: true,
    count: runs.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => COLUMN,
    scrollPaddingStart: NAME,
    overscan: 3
  });
  const columns = wide.getVirtualItems();
  const width = NAME + wide.getTotalSize();
  return (
    <div
      ref={scroller}
      className="jp-MlopsCompareTable"
      role="table"
      aria-label={trans.__('Comparison')}
      aria-rowcount={rows.length + 1}
      aria-colcount={runs.length + 1}
      tabIndex={0}
    >
      <div className="jp-MlopsCompareTable-head" role="row" aria-rowindex={1} style={{ width }}>
        <span className="jp-MlopsCompareTable-name" role="columnheader" aria-colindex={1} />
        {columns.map(column => {
          const run = runs[column.index];
          const isBaseline = column.index === 0;
          return (
            <span
              key={run.run_id}
              role="columnheader"
              aria-colindex={column.index + 2}
              className="jp-MlopsCompareTable-run"
              style={{ left: NAME + column.start, width: column.size }}
            >
              <button
                type="button"
                className="jp-MlopsLink"
                title={`${run.name} (${run.run_id})`}
                onClick={() => onOpen(run.run_id)}
              >
                {run.name}
              </button>
              <button
                type="button"
                className="jp-MlopsPin"
                aria-pressed={isBaseline}
                title={
                  isBaseline ? trans.__('The baseline') : trans.__('Hold the others against it')
                }
                aria-label={trans.__('Baseline: %1', run.name)}
                onClick={() => onBaseline(run.run_id)}
              >
                <pinIcon.react tag="span" width={12} height={12} />
              </button>
            </span>
          );
        })}
      </div>
      <div role="rowgroup" style={{ height: tall.getTotalSize(), position: 'relative', width }}>
        {tall.getVirtualItems().map(item => {
          const row = rows[item.index];
          const begins = item.index === 0 || rows[item.index - 1].group !== row.group;
          return (
            <div
              key={`${row.group} ${row.name}`}
              role="row"
              aria-rowindex={item.index + 2}
              className="jp-MlopsCompareTable-row"
              data-begins={begins}
              style={{ height: item.size, transform: `translateY(${item.start}px)` }}
            >
              <span
                className="jp-MlopsCompareTable-name"
                role="rowheader"
                aria-colindex={1}
                title={`${row.group}: ${row.name}`}
              >
                <b>{row.name}</b>
                {begins && <i>{groupLabel(row.group, trans)}</i>}
              </span>
              {columns.map(column => {
                const cell = row.cells[column.index];
                return (
                  <span
                    key={column.index}
                    role="cell"
                    aria-colindex={column.index + 2}
                    className="jp-MlopsCompareTable-cell"
                    data-differs={cell.differs}
                    data-numeric={row.numeric}
                    title={cell.text}
                    style={{ left: NAME + column.start, width: column.size }}
                  >
                    {cell.delta && <small>{cell.delta}</small>}
                    {cell.text || <i>–</i>}
                  </span>
                );
              })}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Return the word for a part of the table. */
export function groupLabel(group: Group, trans: TranslationBundle): string {
  switch (group) {
    case 'metrics':
      return trans.__('Metrics');
    case 'params':
      return trans.__('Parameters');
    case 'tags':
      return trans.__('Tags');
    case 'datasets':
      return trans.__('Data');
    case 'environment':
      return trans.__('Environment');
    case 'packages':
      return trans.__('Packages');
  }
}
