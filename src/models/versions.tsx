import { HTMLSelect } from '@jupyterlab/ui-components';
import React, { useState } from 'react';
import { formatAgo, formatDelta, formatMoment, formatNumber } from '../components/format';
import { useStore } from '../components/store';
import { StatePill } from '../control/states';
import type { IModelPartProps } from './page';
import { against, metricOf } from './standing';

/** All versions: where each stands for each target, and its metric against the champion's. */
export function VersionTable(
  props: IModelPartProps & { preferred: string; onLook: (version: number) => void }
): React.ReactElement {
  const { context, model, preferred, onLook } = props;
  const { trans } = context;
  const { standing, version } = useStore(model);
  const { versions, targets, states, champion, more, figures } = standing;
  const [chosen, setChosen] = useState('');
  const metric = chosen || metricOf(standing, preferred);
  const keys = [...new Set(Object.values(figures).flatMap(one => Object.keys(one)))].sort();
  if (versions.length === 0) {
    return <p className="jp-MlopsHint">{trans.__('There is no version yet.')}</p>;
  }
  return (
    <>
      {keys.length > 1 && (
        <label className="jp-MlopsVersionPicker">
          <span>{trans.__('Metric')}</span>
          <HTMLSelect value={metric} onChange={event => setChosen(event.target.value)}>
            {keys.map(key => (
              <option key={key}>{key}</option>
            ))}
          </HTMLSelect>
        </label>
      )}
      <div className="jp-MlopsTableFrame" tabIndex={0}>
        <table className="jp-MlopsTable" aria-label={trans.__('Versions')}>
          <thead>
            <tr>
              <th scope="col">{trans.__('Version')}</th>
              {targets.map(one => (
                <th key={one.target} scope="col">
                  {one.target}
                </th>
              ))}
              {metric && (
                <th scope="col" data-numeric>
                  {metric}
                </th>
              )}
              {metric && champion !== null && (
                <th scope="col" data-numeric>
                  {trans.__('against %1', champion)}
                </th>
              )}
              <th scope="col">{trans.__('Registered')}</th>
              <th scope="col">{trans.__('By')}</th>
              <th scope="col">{trans.__('Aliases')}</th>
            </tr>
          </thead>
          <tbody>
            {versions.map(one => {
              const known = states[String(one.version)] ?? {};
              const found = against(standing, one.version, metric);
              return (
                <tr key={one.version} aria-current={one.version === version || undefined}>
                  <th scope="row">
                    <button
                      type="button"
                      className="jp-MlopsLink"
                      onClick={() => onLook(one.version)}
                    >
                      {trans.__('Version %1', one.version)}
                    </button>
                  </th>
                  {targets.map(({ target }) => (
                    <td key={target}>
                      {known[target] && <StatePill state={known[target]} trans={trans} />}
                    </td>
                  ))}
                  {metric && <td data-numeric>{formatNumber(found.value)}</td>}
                  {metric && champion !== null && (
                    <td data-numeric>{found.delta === null ? '' : formatDelta(found.delta)}</td>
                  )}
                  <td title={formatMoment(one.created_at)}>
                    {formatAgo(one.created_at, Date.now())}
                  </td>
                  <td>{one.username}</td>
                  <td>{one.aliases.map(alias => `@${alias}`).join(' ')}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {more && (
        <button type="button" className="jp-MlopsButton" onClick={() => void model.loadMore()}>
          {trans.__('Older versions…')}
        </button>
      )}
    </>
  );
}
