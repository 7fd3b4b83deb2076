import { useVirtualizer } from '@tanstack/react-virtual';
import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useId, useRef, useState } from 'react';
import type { Run } from '../api/types';
import { copyText } from '../components/copy';
import { useRangeWith } from '../components/range';
import { pinIcon } from '../icons';
import { type IPlace, placeAfter, within } from './grid';
import type { Group, IRow } from './rows';

const ROW = 27;
const HEAD = 30;
const NAME = 220;
const COLUMN = 150;

export interface ICompareTableProps {
  readonly runs: readonly Run[];
  readonly rows: readonly IRow[];
  readonly trans: TranslationBundle;
  readonly onOpen: (runId: string) => void;
  readonly onBaseline: (runId: string) => void;
}

/** Runs side by side, walked with the arrow keys; of many, only what is in sight is drawn. */
export function CompareTable(props: ICompareTableProps): React.ReactElement {
  const { runs, rows, trans, onOpen, onBaseline } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const prefix = useId();
  const [at, setAt] = useState<IPlace>({ row: 0, column: 0 });
  const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW) - 2);
  const extent = { rows: rows.length + 1, columns: runs.length + 1, page };
  const active = within(at, extent);
  const tall = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    scrollMargin: HEAD,
    scrollPaddingStart: HEAD,
    rangeExtractor: useRangeWith(active.row - 1),
    overscan: 10
  });
  const wide = useVirtualizer({
    horizontal: true,
    count: runs.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => COLUMN,
    scrollMargin: NAME,
    scrollPaddingStart: NAME,
    rangeExtractor: useRangeWith(active.column - 1),
    overscan: 3
  });
  const columns = wide.getVirtualItems();
  const width = NAME + wide.getTotalSize();
  const cellId = (row: number, column: number): string => `${prefix}-${row}-${column}`;
  const isActive = (row: number, column: number): true | undefined =>
    (row === active.row && column === active.column) || undefined;

  const onKeyDown = (event: React.KeyboardEvent): void => {
    const run = runs[active.column - 1] as Run | undefined;
    const next = placeAfter(event, active, extent);
    if (next) {
      setAt(next);
      if (next.row > 0) {
        tall.scrollToIndex(next.row - 1);
      }
      if (next.column > 0) {
        wide.scrollToIndex(next.column - 1);
      }
    } else if (event.key === 'Enter' && run) {
      onOpen(run.run_id);
    } else if (event.key === ' ' && run) {
      onBaseline(run.run_id);
    } else if (event.key === 'c' && (event.ctrlKey || event.metaKey) && nothingMarked()) {
      void copyText(textAt(active, runs, rows));
    } else {
      return;
    }
    event.preventDefault();
  };

  return (
    <div
      ref={scroller}
      className="jp-MlopsCompareTable"
      role="grid"
      aria-label={trans.__('Comparison')}
      aria-description={trans.__('Enter opens the run of a column, Space makes it the baseline.')}
      aria-rowcount={extent.rows}
      aria-colcount={extent.columns}
      aria-readonly="true"
      aria-activedescendant={cellId(active.row, active.column)}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div className="jp-MlopsCompareTable-head" role="row" aria-rowindex={1} style={{ width }}>
        <span
          id={cellId(0, 0)}
          className="jp-MlopsCompareTable-name"
          role="columnheader"
          aria-colindex={1}
          aria-label={trans.__('Name')}
          data-active={isActive(0, 0)}
        />
        {columns.map(column => (
          <RunHeader
            key={runs[column.index].run_id}
            id={cellId(0, column.index + 1)}
            run={runs[column.index]}
            place={column.index}
            active={isActive(0, column.index + 1)}
            style={{ left: column.start, width: column.size }}
            trans={trans}
            onOpen={onOpen}
            onBaseline={onBaseline}
          />
        ))}
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
              style={{ height: item.size, transform: `translateY(${item.start - HEAD}px)` }}
            >
              <span
                id={cellId(item.index + 1, 0)}
                className="jp-MlopsCompareTable-name"
                role="rowheader"
                aria-colindex={1}
                data-active={isActive(item.index + 1, 0)}
                title={`${groupLabel(row.group, trans)}: ${row.name}`}
                onClick={() => setAt({ row: item.index + 1, column: 0 })}
              >
                <b>{row.name}</b>
                {begins && <i>{groupLabel(row.group, trans)}</i>}
              </span>
              {columns.map(column => {
                const cell = row.cells[column.index];
                return (
                  <span
                    key={column.index}
                    id={cellId(item.index + 1, column.index + 1)}
                    role="gridcell"
                    aria-colindex={column.index + 2}
                    className="jp-MlopsCompareTable-cell"
                    data-active={isActive(item.index + 1, column.index + 1)}
                    data-differs={cell.differs}
                    data-numeric={row.numeric}
                    title={cell.text}
                    style={{ left: column.start, width: column.size }}
                    onClick={() => setAt({ row: item.index + 1, column: column.index + 1 })}
                  >
                    {cell.delta && <small>{cell.delta}</small>}
                    {cell.text ? <span>{cell.text}</span> : <i>–</i>}
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

function RunHeader(props: {
  id: string;
  run: Run;
  place: number;
  active: true | undefined;
  style: React.CSSProperties;
  trans: TranslationBundle;
  onOpen: (runId: string) => void;
  onBaseline: (runId: string) => void;
}): React.ReactElement {
  const { id, run, place, active, style, trans, onOpen, onBaseline } = props;
  const isBaseline = place === 0;
  return (
    <span
      id={id}
      role="columnheader"
      aria-colindex={place + 2}
      className="jp-MlopsCompareTable-run"
      data-active={active}
      style={style}
    >
      <button
        type="button"
        className="jp-MlopsLink"
        tabIndex={-1}
        title={`${run.name} (${run.run_id})`}
        onClick={() => onOpen(run.run_id)}
      >
        {run.name}
      </button>
      <button
        type="button"
        className="jp-MlopsPin"
        tabIndex={-1}
        aria-pressed={isBaseline}
        title={isBaseline ? trans.__('The baseline') : trans.__('Hold the others against it')}
        aria-label={trans.__('Baseline: %1', run.name)}
        onClick={() => onBaseline(run.run_id)}
      >
        <pinIcon.react tag="span" width={12} height={12} />
      </button>
    </span>
  );
}

function nothingMarked(): boolean {
  return (window.getSelection()?.toString() ?? '') === '';
}

function textAt({ row, column }: IPlace, runs: readonly Run[], rows: readonly IRow[]): string {
  if (row === 0) {
    return column === 0 ? '' : runs[column - 1].name;
  }
  return column === 0 ? rows[row - 1].name : rows[row - 1].cells[column - 1].text;
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
