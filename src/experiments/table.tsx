import type { TranslationBundle } from '@jupyterlab/translation';
import {
  type ColumnSizingState,
  getCoreRowModel,
  type Header,
  useReactTable
} from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import React, { useEffect, useMemo, useRef, useState } from 'react';
import type { Run } from '../api/types';
import { useNow } from '../components/clock';
import { useStore } from '../components/store';
import { pinIcon } from '../icons';
import { type IColumnMeta, type IRow, type IRowContext, runColumns } from './columns';
import { gridKey } from './keys';
import type { ExperimentsModel } from './model';

const ROW = 26;
const CHECK = 28;
const TICK_MS = 1000;

/** The runs, of which only those in sight are drawn. */
export function RunTable(props: {
  model: ExperimentsModel;
  trans: TranslationBundle;
  visible: boolean;
  open: (runId: string) => void;
}): JSX.Element {
  const { model, trans, visible, open } = props;
  const { query, baseline, widths } = useStore(model);
  const { total, version, fresh, loaded } = useStore(model.runs);
  const { chosen, active } = useStore(model.selection);
  const scroller = useRef<HTMLDivElement>(null);
  const [pointed, setPointed] = useState(false);
  const [sizing, setSizing] = useState<ColumnSizingState>({ ...widths });

  const metrics = model.metricKeys.join('\n');
  const held = baseline !== null;
  const columns = useMemo(
    () => runColumns(metrics ? metrics.split('\n') : [], query.params, held, trans),
    [metrics, query.params, held, trans]
  );
  const above = baseline ? 2 * ROW : ROW;
  const rows = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 8,
    paddingStart: above
  });
  const items = rows.getVirtualItems();
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  const data = useMemo(
    () =>
      Array.from({ length: total > 0 ? last - first + 1 : 0 }, (_, offset): IRow => {
        const index = first + offset;
        return { index, run: model.runs.row(index) };
      }),
    // `version` says that rows changed within
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [model.runs, first, last, total, version]
  );
  const table = useReactTable({
    data,
    columns,
    state: { columnSizing: sizing },
    onColumnSizingChange: setSizing,
    columnResizeMode: 'onChange',
    getCoreRowModel: getCoreRowModel(),
    getRowId: row => String(row.index)
  });
  useEffect(() => model.runs.show(first, last), [model.runs, first, last]);
  useEffect(() => {
    if (Object.keys(sizing).length > 0) {
      model.resize(sizing);
    }
  }, [model, sizing]);

  // New runs come in at the top by themselves, unless that would move what is pointed at
  const atTop = (rows.scrollOffset ?? 0) < ROW;
  useEffect(() => {
    if (fresh > 0 && atTop && !pointed) {
      const soon = window.setTimeout(() => model.runs.reload(), 150);
      return () => window.clearTimeout(soon);
    }
    return undefined;
  }, [model.runs, fresh, atTop, pointed]);

  const running = data.some(({ run }) => run?.status === 'running');
  const now = useNow(visible ? (running ? TICK_MS : 60 * TICK_MS) : null);
  const context: IRowContext = { trans, baseline, now, open };
  const template = `${CHECK}px ${table
    .getVisibleLeafColumns()
    .map((column, at) =>
      at === 0 ? `minmax(${column.getSize()}px, 1fr)` : `${column.getSize()}px`
    )
    .join(' ')}`;
  const width = CHECK + table.getTotalSize();
  const runAt = (row: number): string | undefined => model.runs.row(row)?.run_id;

  const pinned = baseline && (model.runs.row(model.runs.indexOf(baseline.run_id)) ?? baseline);

  const choose = (event: React.MouseEvent, row: number): void => {
    if (event.shiftKey) {
      model.selection.extend(row, runAt);
    } else if (event.ctrlKey || event.metaKey) {
      model.selection.toggle(row, runAt);
    } else {
      model.selection.go(row);
      model.selection.choose([runAt(row)].flatMap(runId => runId ?? []));
    }
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW) - 2);
    const handled = gridKey(event, { total, page, selection: model.selection, runAt, open });
    if (handled) {
      event.preventDefault();
      rows.scrollToIndex(model.selection.state.active);
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
        style={{ height: rows.getTotalSize(), minWidth: width }}
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
            data-run-id={pinned.run_id}
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
        {table.getRowModel().rows.map(({ original: { index, run }, ...row }) => (
          <div
            key={row.id}
            id={rowId(index)}
            className="jp-MlopsRuns-row"
            role="row"
            aria-rowindex={index + 2}
            aria-selected={run !== undefined && chosen.has(run.run_id)}
            data-active={index === active || undefined}
            data-run-id={run?.run_id}
            data-baseline={(run && run.run_id === baseline?.run_id) || undefined}
            style={{ gridTemplateColumns: template, top: above + ROW * index, height: ROW }}
            onClick={event => choose(event, index)}
            onDoubleClick={() => run && open(run.run_id)}
            onContextMenu={event => {
              if (run && !chosen.has(run.run_id)) {
                choose(event, index);
              }
            }}
          >
            <span role="gridcell" className="jp-MlopsRuns-check">
              {run && (
                <input
                  type="checkbox"
                  tabIndex={-1}
                  checked={chosen.has(run.run_id)}
                  aria-label={trans.__('Select %1', run.name)}
                  onClick={event => event.stopPropagation()}
                  onChange={() => model.selection.toggle(index, runAt)}
                />
              )}
            </span>
            <Cells columns={columns} run={run} context={context} />
          </div>
        ))}
      </div>
      {fresh > 0 && !(atTop && !pointed) && (
        <button
          className="jp-MlopsRuns-fresh jp-mod-styled jp-mod-accept"
          onClick={() => {
            rows.scrollToOffset(0);
            model.runs.reload();
          }}
        >
          {trans._n('%1 new run', '%1 new runs', fresh)}
        </button>
      )}
    </div>
  );
}

function Cells(props: {
  columns: ReturnType<typeof runColumns>;
  run: Run | undefined;
  context: IRowContext;
}): JSX.Element {
  const { columns, run, context } = props;
  return (
    <>
      {columns.map(({ id, meta }) => {
        const { numeric, cell } = meta as IColumnMeta;
        return (
          <span key={id} role="gridcell" data-column={id} data-numeric={numeric || undefined}>
            {run ? cell(run, context) : <i className="jp-MlopsRuns-pending" />}
          </span>
        );
      })}
    </>
  );
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

function rowId(index: number): string {
  return `jp-MlopsRuns-row-${index}`;
}
