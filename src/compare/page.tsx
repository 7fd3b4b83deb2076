import React, { useEffect, useMemo, useRef, useState } from 'react';
import { isAbort, messageOf } from '../api/errors';
import type { Comparison, Run } from '../api/types';
import { CopyLink } from '../components/copy';
import { Failure } from '../components/failure';
import { save } from '../components/file';
import { Tabs } from '../components/tabs';
import { compareLink } from '../pages/links';
import { type IPageContext, PageCommands } from '../pages/tokens';
import { CompareCode } from './code';
import { CompareCurves } from './curves';
import type { DiffLayout } from './diffview';
import { toCsv, toLatex } from './export';
import { CompareImportance } from './importance';
import { CompareParallel } from './parallel';
import { columnsOf, rowsOf } from './rows';
import { CompareScatter } from './scatter';
import { CompareTable } from './table';
import type { ICompared } from './widget';

export interface IComparePageProps {
  context: IPageContext;
  compared: ICompared;
  /** Whether anybody can see the page; it rests while nobody can. */
  visible: boolean;
  /** Change the runs or the baseline; it is remembered over a reload. */
  onChange: (compared: ICompared) => void;
}

/** Runs held against each other. */
export function ComparePage(props: IComparePageProps): React.ReactElement {
  const { context, compared, visible, onChange } = props;
  const { trans, lab, commands } = context;
  const [comparison, setComparison] = useState<Comparison | null>(null);
  const [error, setError] = useState('');
  const [version, setVersion] = useState(0);
  const [tab, setTab] = useState('table');
  const [onlyDifferent, setOnlyDifferent] = useState(true);
  const [layout, setLayout] = useState<DiffLayout>('unified');
  const picture = useRef<(() => string) | null>(null);
  const { runIds, baseline } = compared;

  useEffect(() => {
    const asked = new AbortController();
    if (visible) {
      setError('');
      lab.api.compare({ run_ids: [...runIds], baseline }, asked.signal).then(
        found => {
          setComparison(found);
          setError('');
        },
        reason => isAbort(reason) || setError(messageOf(reason))
      );
    }
    return () => asked.abort();
  }, [lab, runIds, baseline, visible, version]);

  const runs = useMemo(() => (comparison ? columnsOf(comparison) : []), [comparison]);
  const rows = useMemo(
    () => (comparison ? rowsOf(comparison, onlyDifferent) : []),
    [comparison, onlyDifferent]
  );
  const open = (run_id: string): void => {
    void commands.execute(PageCommands.openRun, { run_id });
  };
  const compareOnly = (some: readonly Run[]): void => {
    const run_ids = some.map(run => run.run_id);
    void commands.execute(PageCommands.compare, { run_ids });
  };
  if (comparison === null) {
    return error ? (
      <Failure message={error} trans={trans} onRetry={() => setVersion(version + 1)} />
    ) : (
      <p className="jp-MlopsHint" role="status">
        {trans.__('Loading…')}
      </p>
    );
  }
  const tabs = [
    {
      id: 'table',
      label: trans.__('Table'),
      body: () =>
        rows.length > 0 ? (
          <CompareTable
            runs={runs}
            rows={rows}
            trans={trans}
            onOpen={open}
            onBaseline={run_id => onChange({ runIds, baseline: run_id })}
          />
        ) : (
          <p className="jp-MlopsHint">
            {trans.__('These runs differ in nothing that was recorded.')}
          </p>
        )
    },
    {
      id: 'curves',
      label: trans.__('Curves'),
      body: () => (
        <CompareCurves context={context} runs={runs} visible={visible} version={version} />
      )
    },
    {
      id: 'parallel',
      label: trans.__('Parallel coordinates'),
      body: () => (
        <CompareParallel context={context} runs={runs} picture={picture} onOnly={compareOnly} />
      )
    },
    {
      id: 'scatter',
      label: trans.__('Scatter'),
      body: () => (
        <CompareScatter context={context} runs={runs} picture={picture} onOnly={compareOnly} />
      )
    },
    {
      id: 'importance',
      label: trans.__('Importance'),
      body: () => <CompareImportance context={context} runs={runs} />
    },
    {
      id: 'code',
      label: trans.__('Differences'),
      body: () => <CompareCode context={context} runs={runs} layout={layout} onLayout={setLayout} />
    }
  ];
  return (
    <>
      <header className="jp-MlopsRun-title">
        <h1>
          {trans._n(
            '%2 run compared',
            '%2 runs compared',
            runs.length,
            runs.length.toLocaleString()
          )}
        </h1>
        <span className="jp-MlopsHint jp-MlopsCompare-baseline" title={runs[0].name}>
          {trans.__('against %1', runs[0].name)}
        </span>
        <span className="jp-MlopsSpacer" />
        {tab === 'table' && (
          <>
            <label className="jp-MlopsCheck">
              <input
                type="checkbox"
                checked={onlyDifferent}
                onChange={event => setOnlyDifferent(event.target.checked)}
              />
              {trans.__('Only what differs')}
            </label>
            <button
              type="button"
              className="jp-MlopsButton"
              onClick={() => save('comparison.csv', 'text/csv', toCsv(runs, rows))}
            >
              CSV
            </button>
            <button
              type="button"
              className="jp-MlopsButton"
              onClick={() => save('comparison.tex', 'application/x-tex', toLatex(runs, rows))}
            >
              LaTeX
            </button>
          </>
        )}
        {(tab === 'scatter' || tab === 'parallel') && (
          <button
            type="button"
            className="jp-MlopsButton"
            onClick={() => void savePicture(picture)}
          >
            PNG
          </button>
        )}
        <button
          type="button"
          className="jp-MlopsButton"
          onClick={() => setVersion(version + 1)}
          title={trans.__('Ask the server anew')}
        >
          {trans.__('Refresh')}
        </button>
        <CopyLink link={compareLink(runIds, comparison.baseline)} trans={trans} />
      </header>
      {error && (
        <p className="jp-MlopsError" role="alert">
          {error}
        </p>
      )}
      <Tabs tabs={tabs} active={tab} label={trans.__('Ways to compare')} onChange={setTab} />
    </>
  );
}

async function savePicture(picture: { current: (() => string) | null }): Promise<void> {
  if (picture.current) {
    const answer = await fetch(picture.current());
    save('comparison.png', 'image/png', await answer.blob());
  }
}
