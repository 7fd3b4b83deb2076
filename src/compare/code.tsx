import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useCallback, useMemo, useState } from 'react';
import type { Comparison, Run } from '../api/types';
import { useAsked } from '../components/asked';
import { Failure } from '../components/failure';
import type { IPageContext } from '../pages/tokens';
import { lineDiff } from './diff';
import { type IDiffRow, numbered, readUnified, valueLines } from './diffrows';
import { Diff, type DiffLayout } from './diffview';

const MOST = 50;
/** Runs whose differences are open from the start. */
const OPEN = 5;

type CodeDifference = Comparison['code'][number];

export interface ICompareCodeProps {
  readonly context: IPageContext;
  /** The baseline first. */
  readonly runs: readonly Run[];
  readonly layout: DiffLayout;
  readonly onLayout: (layout: DiffLayout) => void;
}

/** Each run against the baseline: params, note, cells, commits and uncommitted changes. */
export function CompareCode(props: ICompareCodeProps): React.ReactElement {
  const { context, runs, layout, onLayout } = props;
  const { trans, lab } = context;
  const ask = useCallback(
    (signal: AbortSignal) => {
      const run_ids = runs.slice(0, MOST).map(run => run.run_id);
      return lab.api.compare({ run_ids, baseline: run_ids[0], code: true }, signal);
    },
    [lab, runs]
  );
  const { found, error, retry } = useAsked(ask);
  if (error) {
    return <Failure message={error} trans={trans} onRetry={retry} />;
  }
  if (found === null) {
    return (
      <p className="jp-MlopsHint" role="status">
        {trans.__('Loading…')}
      </p>
    );
  }
  const others = runs.slice(1, MOST);
  const code = new Map(found.code.map(one => [one.run_id, one]));
  return (
    <>
      <div className="jp-MlopsToolbar">
        <LayoutChoice layout={layout} trans={trans} onLayout={onLayout} />
        {runs.length > MOST && (
          <span className="jp-MlopsHint">
            {trans.__('The first %1 of %2 runs are compared.', MOST, runs.length.toLocaleString())}
          </span>
        )}
      </div>
      {others.length === 0 && (
        <p className="jp-MlopsHint">{trans.__('It takes two runs to differ.')}</p>
      )}
      {others.map((run, place) => (
        <RunDifferences
          key={run.run_id}
          baseline={runs[0]}
          run={run}
          code={code.get(run.run_id)}
          open={place < OPEN}
          layout={layout}
          trans={trans}
        />
      ))}
    </>
  );
}

function LayoutChoice(props: {
  layout: DiffLayout;
  trans: TranslationBundle;
  onLayout: (layout: DiffLayout) => void;
}): React.ReactElement {
  const { layout, trans, onLayout } = props;
  const choice = (value: DiffLayout, label: string): React.ReactElement => (
    <button
      type="button"
      className="jp-MlopsButton"
      aria-pressed={layout === value}
      onClick={() => onLayout(value)}
    >
      {label}
    </button>
  );
  return (
    <span className="jp-MlopsSwitch" role="group" aria-label={trans.__('Layout of differences')}>
      {choice('unified', trans.__('Unified'))}
      {choice('split', trans.__('Side by side'))}
    </span>
  );
}

/** One thing that differs. */
interface IDifference {
  readonly title: string;
  readonly rows: readonly IDiffRow[];
}

/** Return what differs between the baseline and a run, in words and lines. */
function differencesOf(
  baseline: Run,
  run: Run,
  code: CodeDifference | undefined,
  trans: TranslationBundle
): IDifference[] {
  const found: IDifference[] = [];
  const params = valueLines(baseline.params, run.params);
  if (params.length > 0) {
    // params have no lines to number
    const rows = params.map(line => ({ ...line, before: null, after: null }));
    found.push({ title: trans.__('Parameters'), rows });
  }
  if (baseline.note !== run.note) {
    const rows = numbered(lineDiff(baseline.note || null, run.note || null));
    found.push({ title: trans.__('Note'), rows });
  }
  code?.cells.forEach((cell, place) => {
    if (cell.kind !== 'same') {
      const rows = numbered(lineDiff(cell.before, cell.after));
      found.push({ title: cellTitle(cell.kind, place + 1, trans), rows });
    }
  });
  for (const { place, rows } of readUnified(code?.commit_diff ?? '')) {
    found.push({ title: trans.__('Uncommitted changes %1', place), rows });
  }
  return found;
}

function cellTitle(kind: string, number: number, trans: TranslationBundle): string {
  switch (kind) {
    case 'added':
      return trans.__('Cell %1, added', number);
    case 'removed':
      return trans.__('Cell %1, not executed here', number);
    default:
      return trans.__('Cell %1, changed', number);
  }
}

function RunDifferences(props: {
  baseline: Run;
  run: Run;
  code: CodeDifference | undefined;
  open: boolean;
  layout: DiffLayout;
  trans: TranslationBundle;
}): React.ReactElement {
  const { baseline, run, code, layout, trans } = props;
  const [open, setOpen] = useState(props.open);
  const found = useMemo(
    () => (open ? differencesOf(baseline, run, code, trans) : []),
    [open, baseline, run, code, trans]
  );
  return (
    <details
      className="jp-MlopsCode"
      open={open}
      onToggle={event => setOpen(event.currentTarget.open)}
    >
      <summary>
        <h2 title={run.name}>{run.name}</h2>
        {code?.same && (
          <span className="jp-MlopsHint">{trans.__('The same code as the baseline.')}</span>
        )}
      </summary>
      {code?.commit && <p>{trans.__('Commit: %1', code.commit)}</p>}
      {found.map((one, place) => (
        <Diff
          key={place}
          {...one}
          before={trans.__('baseline %1', baseline.name)}
          after={run.name}
          layout={layout}
          trans={trans}
        />
      ))}
      {open && found.length === 0 && !code?.commit && (
        <p className="jp-MlopsHint">
          {trans.__('Parameters, note and code are the same as the baseline’s.')}
        </p>
      )}
    </details>
  );
}
