import type { TranslationBundle } from '@jupyterlab/translation';
import {
  type ColumnSizingState,
  getCoreRowModel,
  type Header,
  useReactTable
} from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import React, { useEffect, useMemo, useRef, useState } from 'react';
import { useNow } from '../components/clock';
import { useRangeWith } from '../components/range';
import { useStore } from '../components/store';
import { pinIcon } from '../icons';
import { type IColumnMeta, type IRow, type IRowContext, runColumns } from './columns';
import { gridKey } from './keys';
import type { ExperimentsModel } from './model';
import { Cells, type IRowActions, rowId, RunRow } from './row';

const ROW = 26;
const CHECK = 28;
const TICK_MS = 1000;
const NO_ROWS: IRow[] = [];

/** The runs, of which only those in sight are drawn. */
export function RunTable(props: {
  model: ExperimentsModel;
  trans: TranslationBundle;
  visible: boolean;
  open: (runId: string) => void;
}): JSX.Element {
  const { model, trans, visible, open } = props;
  const { runs, selection } = model;
  const { query, baseline, widths } = useStore(model);
  const { total, fresh, loaded } = useStore(runs);
  const { chosen, active } = useStore(selection);
  const scroller = useRef<HTMLDivElement>(null);
  const [pointed, setPointed] = useState(false);
  const [sizing, setSizing] = useState<ColumnSizingState>({ ...widths });

  const metrics = model.metricKeys.join('\n');
  const held = baseline !== null;
  const columns = useMemo(
    () => runColumns(metrics ? metrics.split('\n') : [], query.params, held, trans),
    [metrics, query.params, held, trans]
  );
  // The table knows columns and their widths; rows come from the list, which holds those in sight
  const table = useReactTable({
    data: NO_ROWS,
    columns,
    state: { columnSizing: sizing },
    onColumnSizingChange: setSizing,
    columnResizeMode: 'onChange',
    getCoreRowModel: getCoreRowModel()
  });
  useEffect(() => {
    if (Object.keys(sizing).length > 0) {
      model.resize(sizing);
    }
  }, [model, sizing]);
  const template = `${CHECK}px ${table
    .getVisibleLeafColumns()
    .map((column, at) =>
      at === 0 ? `minmax(${column.getSize()}px, 1fr)` : `${column.getSize()}px`
    )
    .join(' ')}`;

  const above = held ? 2 * ROW : ROW;
  const rows = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 8,
    rangeExtractor: useRangeWith(active),
    paddingStart: above,
    scrollPaddingStart: above
  });
  const items = rows.getVirtualItems();
  const [first, last] = [rows.range?.startIndex ?? 0, rows.range?.endIndex ?? 0];
  useEffect(() => runs.show(first, last), [runs, first, last]);

  // New runs come in at the top by themselves, unless that would move what is pointed at
  const quiet = (rows.scrollOffset ?? 0) < ROW && !pointed;
  useEffect(() => {
    if (fresh > 0 && quiet) {
      const soon = window.setTimeout(() => runs.reload(), 150);
      return () => window.clearTimeout(soon);
    }
    return undefined;
  }, [runs, fresh, quiet]);

  const running = items.some(({ index }) => runs.row(index)?.status === 'running');
  const now = useNow(visible ? (running ? TICK_MS : 60 * TICK_MS) : null);
  const context = useMemo(
    (): IRowContext => ({ trans, baseline, now, open }),
    [trans, baseline, now, open]
  );
  const actions = useMemo((): IRowActions => rowActions(model, open), [model, open]);
  const pinned = baseline && (runs.row(runs.indexOf(baseline.run_id)) ?? baseline);

  const onKeyDown = (event: React.KeyboardEvent): void => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW) - 2);
    if (gridKey(event, { total, page, selection, rows: model.rows, open })) {
      event.preventDefault();
      rows.scrollToIndex(selection.state.active);
    }
  };

  return (
    <div
      className="jp-MlopsRuns"
      ref={scroller}
      role="grid"
      aria-label={trans.__('Runs')}
      aria-rowcount={total + 1}
      aria-multiselectable="true"
      aria-busy={!loaded}
      aria-activedescendant={total > 0 ? rowId(active) : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerEnter={() => setPointed(true)}
      onPointerLeave={() => setPointed(false)}
    >
      <div
        className="jp-MlopsRuns-body"
        role="presentation"
        style={{ height: rows.getTotalSize(), minWidth: CHECK + table.getTotalSize() }}
      >
        <div
          className="jp-MlopsRuns-head"
          role="row"
          aria-rowindex={1}
          style={{ gridTemplateColumns: template }}
        >
          <span role="columnheader" aria-label={trans.__('Selected')} />
          {table.getFlatHeaders().map(header => (
            <HeaderCell
              key={header.id}
              header={header}
              orderBy={query.orderBy}
              onOrder={orderBy => model.change({ orderBy })}
              trans={trans}
            />
          ))}
        </div>
        {pinned && (
          <div
            className="jp-MlopsRuns-row jp-mod-pinned"
            role="row"
            aria-label={trans.__('Baseline')}
            style={{ gridTemplateColumns: template, top: ROW, height: ROW }}
            onDoubleClick={() => open(pinned.run_id)}
          >
            <span role="gridcell" className="jp-MlopsRuns-check">
              <button
                className="jp-MlopsIconButton"
                title={trans.__('Unpin the baseline')}
                aria-label={trans.__('Unpin the baseline')}
                onClick={() => void model.pin(null)}
              >
                <pinIcon.react tag="span" />
              </button>
            </span>
            <Cells columns={columns} run={pinned} context={context} />
          </div>
        )}
        {items.map(({ index }) => {
          const run = runs.row(index);
          return (
            <RunRow
              key={index}
              index={index}
              run={run}
              columns={columns}
              template={template}
              top={above + ROW * index}
              height={ROW}
              chosen={run !== undefined && chosen.has(run.run_id)}
              active={index === active}
              context={context}
              actions={actions}
            />
          );
        })}
      </div>
      {fresh > 0 && !quiet && (
        <button
          className="jp-MlopsRuns-fresh jp-mod-styled jp-mod-accept"
          onClick={() => {
            rows.scrollToOffset(0);
            runs.reload();
          }}
        >
          {trans._n('%1 new run', '%1 new runs', fresh)}
        </button>
      )}
    </div>
  );
}

function rowActions({ rows, selection }: ExperimentsModel, open: IRowActions['open']): IRowActions {
  const { runAt } = rows;
  return {
    open,
    toggle: index => selection.toggle(index, runAt),
    choose: (event, index) => {
      if (event.shiftKey) {
        selection.extend(index, rows);
      } else if (event.ctrlKey || event.metaKey) {
        selection.toggle(index, runAt);
      } else {
        selection.go(index);
        selection.choose([runAt(index)].flatMap(runId => runId ?? []));
      }
    }
  };
}

function HeaderCell(props: {
  header: Header<IRow, unknown>;
  orderBy: string;
  onOrder: (orderBy: string) => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { header, orderBy, onOrder, trans } = props;
  const meta = header.column.columnDef.meta as IColumnMeta;
  const [mine, way] = [`${meta.orderBy} DESC`, `${meta.orderBy} ASC`];
  const sort = orderBy === mine ? 'descending' : orderBy === way ? 'ascending' : 'none';
  const steps = meta.largestFirst ? [mine, way, ''] : [way, mine, ''];
  const next = steps[(steps.indexOf(orderBy) + 1) % steps.length];
  return (
    <span role="columnheader" aria-sort={sort} data-numeric={meta.numeric || undefined}>
      <button
        tabIndex={-1}
        title={trans.__('%1 – click to order', meta.caption)}
        onClick={() => onOrder(next)}
      >
        <span>{String(header.column.columnDef.header)}</span>
        {sort !== 'none' && <b aria-hidden="true">{sort === 'descending' ? '↓' : '↑'}</b>}
      </button>
      <i
        className="jp-MlopsRuns-grip"
        onPointerDown={header.getResizeHandler()}
        onDoubleClick={() => header.column.resetSize()}
      />
    </span>
  );
}
