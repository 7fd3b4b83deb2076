import React, { useCallback, useMemo, useState } from 'react';
import type { Importance, Run } from '../api/types';
import { useAsked } from '../components/asked';
import { Failure } from '../components/failure';
import { formatNumber } from '../components/format';
import type { IPageContext } from '../pages/tokens';
import { measuresOf } from './plotdata';

/** Which params matter for a metric, as the server works it out. */
export function CompareImportance(props: {
  context: IPageContext;
  runs: readonly Run[];
}): React.ReactElement {
  const { context, runs } = props;
  const { trans, lab } = context;
  const keys = useMemo(
    () => measuresOf(runs).flatMap(one => (one.kind === 'metric' ? [one.key] : [])),
    [runs]
  );
  const [metric, setMetric] = useState(keys[0] ?? '');
  const ask = useCallback(
    async (signal: AbortSignal): Promise<readonly Importance[]> => {
      const run_ids = runs.map(run => run.run_id);
      return metric ? lab.api.importance({ run_ids, metric }, signal) : [];
    },
    [lab, runs, metric]
  );
  const { found, error, retry } = useAsked(ask);
  if (!metric) {
    return <p className="jp-MlopsHint">{trans.__('None of these runs has a metric.')}</p>;
  }
  return (
    <>
      <div className="jp-MlopsToolbar">
        <label>
          {trans.__('For')}
          <select value={metric} onChange={event => setMetric(event.target.value)}>
            {keys.map(key => (
              <option key={key}>{key}</option>
            ))}
          </select>
        </label>
        <span className="jp-MlopsHint">
          {trans.__(
            'How much a model of the metric loses without the parameter; a hint with few runs.'
          )}
        </span>
      </div>
      {error && <Failure message={error} trans={trans} onRetry={retry} />}
      {found === null && !error && (
        <p className="jp-MlopsHint" role="status">
          {trans.__('Working it out…')}
        </p>
      )}
      {found?.length === 0 && (
        <p className="jp-MlopsHint">{trans.__('No parameter differs between these runs.')}</p>
      )}
      {found !== null && found.length > 0 && (
        <table className="jp-MlopsBars">
          <thead>
            <tr>
              <th scope="col">{trans.__('Parameter')}</th>
              <th scope="col">{trans.__('Importance')}</th>
              <th scope="col">{trans.__('Correlation')}</th>
            </tr>
          </thead>
          <tbody>
            {found.map(one => (
              <tr key={one.param}>
                <th scope="row">{one.param}</th>
                <td>
                  <span className="jp-MlopsBar" style={{ width: `${one.importance * 100}%` }} />
                  {`${Math.round(one.importance * 100)} %`}
                </td>
                <td>{one.correlation === null ? '–' : formatNumber(one.correlation)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
