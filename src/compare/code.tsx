import React, { useEffect, useState } from 'react';
import { isAbort, messageOf } from '../api/errors';
import type { Comparison, Run } from '../api/types';
import { Source } from '../components/source';
import type { IPageContext } from '../pages/tokens';
import { lineDiff } from './diff';

const MOST = 50;

/** The code of each run against the baseline's: cells, commits, uncommitted changes. */
export function CompareCode(props: {
  context: IPageContext;
  runs: readonly Run[];
  baseline: string;
}): React.ReactElement {
  const { context, runs, baseline } = props;
  const { trans, lab } = context;
  const [found, setFound] = useState<Comparison | null>(null);
  const [error, setError] = useState('');
  useEffect(() => {
    const asked = new AbortController();
    const run_ids = runs.slice(0, MOST).map(run => run.run_id);
    lab.api
      .compare({ run_ids, baseline, code: true }, asked.signal)
      .then(setFound, reason => isAbort(reason) || setError(messageOf(reason)));
    return () => asked.abort();
  }, [lab, runs, baseline]);
  if (error) {
    return <p className="jp-MlopsError">{error}</p>;
  }
  if (found === null) {
    return <p className="jp-MlopsHint">{trans.__('Loading…')}</p>;
  }
  const names = new Map(runs.map(run => [run.run_id, run.name]));
  return (
    <>
      {runs.length > MOST && (
        <p className="jp-MlopsHint">
          {trans.__('The first %1 of %2 runs are compared.', MOST, runs.length)}
        </p>
      )}
      {found.code.map(one => {
        const changed = one.cells.filter(cell => cell.kind !== 'same');
        return (
          <section key={one.run_id} className="jp-MlopsCode">
            <h2>{names.get(one.run_id) ?? one.run_id}</h2>
            {one.same && (
              <p className="jp-MlopsHint">{trans.__('The same code as the baseline.')}</p>
            )}
            {one.commit && <p>{trans.__('Commit: %1', one.commit)}</p>}
            {changed.map((cell, place) => (
              <Source key={place} diff text={asDiff(cell.before ?? '', cell.after ?? '')} />
            ))}
            {one.commit_diff && <Source diff text={one.commit_diff} />}
          </section>
        );
      })}
    </>
  );
}

const SIGNS = { same: ' ', added: '+', removed: '-' };

function asDiff(before: string, after: string): string {
  return lineDiff(before, after)
    .map(line => `${SIGNS[line.kind]} ${line.text}`)
    .join('\n');
}
