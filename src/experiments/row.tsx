import type { ColumnDef } from '@tanstack/react-table';
import React, { memo } from 'react';
import type { Run } from '../api/types';
import type { IColumnMeta, IRow, IRowContext } from './columns';

/** What the pointer does to rows. */
export interface IRowActions {
  /** A click, with what is held down. */
  readonly choose: (event: React.MouseEvent, index: number) => void;
  readonly toggle: (index: number) => void;
  readonly open: (runId: string) => void;
}

/** One row of the list. It is drawn anew only when something in it changed. */
export const RunRow = memo(function RunRow(props: {
  index: number;
  run: Run | undefined;
  columns: readonly ColumnDef<IRow>[];
  template: string;
  top: number;
  height: number;
  chosen: boolean;
  active: boolean;
  context: IRowContext;
  actions: IRowActions;
}): JSX.Element {
  const { index, run, columns, template, top, height, chosen, active, context, actions } = props;
  return (
    <div
      id={rowId(index)}
      className="jp-MlopsRuns-row"
      role="row"
      aria-rowindex={index + 2}
      aria-selected={chosen}
      data-active={active || undefined}
      data-run-id={run?.run_id}
      style={{ gridTemplateColumns: template, top, height }}
      onClick={event => actions.choose(event, index)}
      onDoubleClick={() => run && actions.open(run.run_id)}
      onContextMenu={event => {
        if (run && !chosen) {
          actions.choose(event, index);
        }
      }}
    >
      <span role="gridcell" className="jp-MlopsRuns-check">
        {run && (
          <input
            type="checkbox"
            tabIndex={-1}
            checked={chosen}
            aria-label={context.trans.__('Select %1', run.name)}
            onClick={event => event.stopPropagation()}
            onChange={() => actions.toggle(index)}
          />
        )}
      </span>
      <Cells columns={columns} run={run} context={context} />
    </div>
  );
});

/** The cells of a run. */
export function Cells(props: {
  columns: readonly ColumnDef<IRow>[];
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

/** The name of a row's element. */
export function rowId(index: number): string {
  return `jp-MlopsRuns-row-${index}`;
}
