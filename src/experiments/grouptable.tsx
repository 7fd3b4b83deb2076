import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import { formatNumber } from '../components/format';
import { useStore } from '../components/store';
import { fieldName, quoted } from './completion';
import { MOST_RUNS } from './groups';
import type { ExperimentsModel } from './model';
import type { IRunGroup, ISpread } from './tokens';

/** Runs by the value of a param, with mean and spread of each metric. */
export function GroupTable(props: {
  model: ExperimentsModel;
  trans: TranslationBundle;
}): JSX.Element {
  const { model, trans } = props;
  const { query } = useStore(model);
  const { groups, partial } = useStore(model.groups);
  const { chosen } = useStore(model.selection);
  const metrics = model.metricKeys;

  const choose = (group: IRunGroup): void => {
    const all = group.runIds.every(runId => chosen.has(runId));
    const others = [...chosen].filter(runId => !group.runIds.includes(runId));
    model.selection.choose(all ? others : [...others, ...group.runIds]);
  };
  const narrow = ({ value }: IRunGroup): void => {
    const name = fieldName('params', query.groupBy);
    const mine = value === null ? `${name} IS NULL` : `${name} = ${quoted(value)}`;
    const filter = query.filter === '' ? mine : `(${query.filter}) and ${mine}`;
    model.change({ filter, groupBy: '' });
  };

  return (
    <div className="jp-MlopsGroups">
      <table>
        <thead>
          <tr>
            <th scope="col" aria-label={trans.__('Selected')} />
            <th scope="col">{query.groupBy}</th>
            <th scope="col" data-numeric>
              {trans.__('Runs')}
            </th>
            {metrics.map(key => (
              <GroupHeader
                key={key}
                metric={key}
                model={model}
                orderBy={query.orderBy}
                trans={trans}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {groups.map(group => (
            <tr key={group.value ?? '\0'}>
              <td>
                <input
                  type="checkbox"
                  checked={group.runIds.every(runId => chosen.has(runId))}
                  aria-label={trans.__('Select the runs of %1', group.value ?? trans.__('none'))}
                  onChange={() => choose(group)}
                />
              </td>
              <th scope="row">
                <button
                  className="jp-MlopsRuns-name"
                  title={trans.__('Show these runs')}
                  onClick={() => narrow(group)}
                >
                  {group.value ?? <i>{trans.__('none')}</i>}
                </button>
              </th>
              <td data-numeric>{group.runIds.length}</td>
              {metrics.map(key => (
                <td key={key} data-numeric>
                  <Spread spread={group.metrics[key]} trans={trans} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {partial && (
        <p className="jp-MlopsNote">
          {trans.__(
            'Made of the newest %1 runs. Filter to see others.',
            MOST_RUNS.toLocaleString()
          )}
        </p>
      )}
    </div>
  );
}

function GroupHeader(props: {
  metric: string;
  model: ExperimentsModel;
  orderBy: string;
  trans: TranslationBundle;
}): JSX.Element {
  const { metric, model, orderBy, trans } = props;
  const name = fieldName('metrics', metric);
  const sort =
    orderBy === `${name} DESC` ? 'descending' : orderBy === `${name} ASC` ? 'ascending' : 'none';
  const next = { none: `${name} DESC`, descending: `${name} ASC`, ascending: '' }[sort];
  return (
    <th scope="col" data-numeric aria-sort={sort}>
      <button
        title={trans.__('Metric %1 – click to order', metric)}
        onClick={() => model.change({ orderBy: next })}
      >
        {metric}
        {sort !== 'none' && <b aria-hidden="true">{sort === 'descending' ? ' ↓' : ' ↑'}</b>}
      </button>
    </th>
  );
}

function Spread(props: {
  spread: ISpread | undefined;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { spread, trans } = props;
  if (!spread) {
    return null;
  }
  const { mean, std, count } = spread;
  return (
    <span title={trans._n('%1 run with this metric', '%1 runs with this metric', count)}>
      {formatNumber(mean)}
      {std !== null && <small> ± {formatNumber(std)}</small>}
    </span>
  );
}
