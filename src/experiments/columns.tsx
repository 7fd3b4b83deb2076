import type { TranslationBundle } from '@jupyterlab/translation';
import type { ColumnDef } from '@tanstack/react-table';
import React from 'react';
import { fromWire, type MetricSummary, type Run } from '../api/types';
import {
  formatAgo,
  formatDelta,
  formatDuration,
  formatMoment,
  formatNumber
} from '../components/format';
import { Sparkline } from '../components/sparkline';
import { StatusDot } from '../components/status';
import { pinIcon } from '../icons';
import { fieldName } from './completion';

/** What cells need beside their run. */
export interface IRowContext {
  readonly trans: TranslationBundle;
  readonly baseline: Run | null;
  readonly now: number;
  readonly open: (runId: string) => void;
}

/** A row of the table: a run, or the place of one that is on its way. */
export interface IRow {
  readonly index: number;
  readonly run: Run | undefined;
}

export interface IColumnMeta {
  /** What the server orders by. */
  readonly orderBy: string;
  readonly numeric: boolean;
  /** Whether the first click puts the largest first. */
  readonly largestFirst: boolean;
  readonly caption: string;
  readonly cell: (run: Run, context: IRowContext) => React.ReactNode;
}

/** The columns for these metrics and params; `held` against a baseline, numbers come with their difference. */
export function runColumns(
  metrics: readonly string[],
  params: readonly string[],
  held: boolean,
  trans: TranslationBundle
): ColumnDef<IRow>[] {
  return [
    column('name', trans.__('Name'), 118, 'run_name', nameCell),
    ...metrics.map(key =>
      column(`metrics.${key}`, key, held ? 194 : 132, fieldName('metrics', key), metricCell(key), {
        numeric: true,
        largestFirst: true,
        caption: trans.__('Metric %1', key)
      })
    ),
    ...params.map(key =>
      column(`params.${key}`, key, 90, fieldName('params', key), run => run.params[key] ?? '', {
        caption: trans.__('Param %1', key)
      })
    ),
    column('duration', trans.__('Duration'), 88, 'duration', durationCell, {
      numeric: true,
      largestFirst: true
    }),
    column('user', trans.__('Person'), 96, 'user', personCell),
    column('start_time', trans.__('Started'), 110, 'start_time', startedCell, {
      largestFirst: true
    })
  ];
}

function column(
  id: string,
  header: string,
  size: number,
  orderBy: string,
  cell: IColumnMeta['cell'],
  more: Partial<IColumnMeta> = {}
): ColumnDef<IRow> {
  const meta: IColumnMeta = {
    orderBy,
    cell,
    numeric: false,
    largestFirst: false,
    caption: header,
    ...more
  };
  return { id, header, size, minSize: 48, maxSize: 600, meta };
}

function nameCell(run: Run, { trans, baseline, open }: IRowContext): React.ReactNode {
  const pinned = run.run_id === baseline?.run_id;
  return (
    <>
      <StatusDot status={run.status} trans={trans} />
      <button
        className="jp-MlopsRuns-name"
        tabIndex={-1}
        title={run.error ? `${run.name}\n${run.error}` : run.name}
        onClick={event => {
          if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
            event.stopPropagation();
            open(run.run_id);
          }
        }}
      >
        {run.parent_run_id && <span aria-label={trans.__('Child run')}>↳ </span>}
        {run.name}
      </button>
      {pinned && (
        <span className="jp-MlopsRuns-pin" title={trans.__('Baseline')}>
          <pinIcon.react tag="span" />
        </span>
      )}
    </>
  );
}

function metricCell(key: string): IColumnMeta['cell'] {
  const MetricCell = (run: Run, { trans, baseline }: IRowContext): React.ReactNode => {
    const summary: MetricSummary | undefined = run.metrics[key];
    if (!summary) {
      return null;
    }
    const base = run.run_id === baseline?.run_id ? undefined : baseline?.metrics[key];
    const delta = base === undefined ? NaN : fromWire(summary.last) - fromWire(base.last);
    const title = trans.__(
      '%1 at step %2\nmin %3 · max %4 · mean %5 of %6 points',
      String(summary.last),
      summary.last_step,
      formatNumber(summary.min),
      formatNumber(summary.max),
      formatNumber(summary.mean),
      summary.count
    );
    return (
      <span className="jp-MlopsRuns-metric" title={title}>
        <span className="jp-MlopsRuns-number">
          {Number.isFinite(delta) && <small>{formatDelta(delta)}</small>}
          {formatNumber(summary.last)}
        </span>
        <Sparkline values={run.sparklines[key] ?? []} />
      </span>
    );
  };
  return MetricCell;
}

function durationCell(run: Run, { now }: IRowContext): React.ReactNode {
  const end = run.end_time ?? (run.status === 'running' ? now : (run.heartbeat_at ?? null));
  return end === null ? '' : formatDuration(end - run.start_time);
}

function personCell(run: Run): React.ReactNode {
  const name = run.person.display_name || run.person.username;
  return <span title={run.person.username}>{name}</span>;
}

function startedCell(run: Run, { now }: IRowContext): React.ReactNode {
  return <span title={formatMoment(run.start_time)}>{formatAgo(run.start_time, now)}</span>;
}
