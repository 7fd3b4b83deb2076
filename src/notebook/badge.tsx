import { ReactWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import type { CellRuns } from '../api/types';
import { formatNumber } from '../components/format';
import { StatusDot, statusLabel } from '../components/status';
import { badgeMetric } from './model';

/** What badges share. */
export interface IBadgeContext {
  readonly trans: TranslationBundle;
  /** The metric that people prefer on badges, or nothing. */
  readonly preferred: () => string;
  readonly open: (runId: string) => void;
}

/**
 * The newest run of a cell, on the lower edge of its input.
 *
 * It takes no height, so that no cell moves when one comes or goes.
 */
export class CellBadge extends ReactWidget {
  constructor(private readonly context: IBadgeContext) {
    super();
    this.addClass('jp-MlopsBadge');
  }

  /** What is shown; null: nothing. */
  set cell(cell: CellRuns | null) {
    this._cell = cell;
    this.update();
  }

  protected render(): React.ReactElement | null {
    const { trans, preferred, open } = this.context;
    if (this._cell === null) {
      return null;
    }
    const { run, run_count } = this._cell;
    const key = badgeMetric(run, preferred());
    const value = key === undefined ? '' : formatNumber(run.metrics[key]?.last);
    const title = [
      `${run.name}: ${statusLabel(run.status, trans)}`,
      key === undefined ? '' : `${key} = ${value}`,
      trans._n('%1 run from this cell', '%1 runs from this cell', run_count)
    ];
    return (
      <button
        type="button"
        className="jp-MlopsBadge-button"
        title={title.filter(Boolean).join('\n')}
        aria-label={trans.__('Open run %1', run.name)}
        onClick={() => open(run.run_id)}
      >
        <StatusDot status={run.status} trans={trans} />
        {key === undefined ? (
          <span>{run.name}</span>
        ) : (
          <>
            <span className="jp-MlopsBadge-key">{key}</span>
            <span className="jp-MlopsBadge-value">{value}</span>
          </>
        )}
        {run_count > 1 && <span className="jp-MlopsBadge-count">×{run_count}</span>}
      </button>
    );
  }

  private _cell: CellRuns | null = null;
}
