import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import { formatAgo, formatDelta, formatMoment, formatNumber } from '../components/format';
import { StatePill } from '../control/states';
import { against, type IAgainst, type IStanding, metricOf } from './standing';

/** Versions below their model in the sidebar, newest first. */
export function VersionRows(props: {
  standing: IStanding;
  preferred: string;
  trans: TranslationBundle;
  open: (version?: number) => void;
}): React.ReactElement {
  const { standing, preferred, trans, open } = props;
  const { versions, states, champion, more, targets } = standing;
  const metric = metricOf(standing, preferred);
  if (versions.length === 0) {
    return <p className="jp-MlopsNote">{trans.__('No version yet.')}</p>;
  }
  return (
    <>
      {metric && champion !== null && (
        <p className="jp-MlopsModels-metric" title={metric}>
          {trans.__('%1, against version %2, which is live', metric, champion)}
        </p>
      )}
      {versions.map(one => {
        const known = states[String(one.version)] ?? {};
        const pills = targets.filter(({ target }) => known[target] !== undefined);
        return (
          <div
            key={one.version}
            role="treeitem"
            className="jp-MlopsModels-version"
            aria-level={2}
            tabIndex={-1}
            onClick={() => open(one.version)}
            onKeyDown={event => event.key === 'Enter' && open(one.version)}
          >
            <span className="jp-MlopsModels-line">
              <b>{trans.__('Version %1', one.version)}</b>
              <Figure
                metric={metric}
                found={against(standing, one.version, metric)}
                champion={champion}
                trans={trans}
              />
            </span>
            <span className="jp-MlopsPills">
              {pills.map(({ target }) => (
                <StatePill key={target} state={known[target]} target={target} trans={trans} />
              ))}
              <time
                dateTime={new Date(one.created_at).toISOString()}
                title={formatMoment(one.created_at)}
              >
                {formatAgo(one.created_at, Date.now())}
              </time>
            </span>
          </div>
        );
      })}
      {more && (
        <button type="button" className="jp-MlopsLink" onClick={() => open()}>
          {trans.__('All versions…')}
        </button>
      )}
    </>
  );
}

/** A metric with how much it is above or below the champion's. */
export function Figure(props: {
  metric: string;
  found: IAgainst;
  champion: number | null;
  trans: TranslationBundle;
}): React.ReactElement | null {
  const { metric, found, champion, trans } = props;
  if (found.value === undefined) {
    return null;
  }
  const told =
    found.delta === null
      ? metric
      : trans.__('%1, against version %2, which is live', metric, champion);
  return (
    <span className="jp-MlopsFigure" title={told}>
      {champion === null && <span className="jp-MlopsFigure-key">{metric}</span>}
      <span className="jp-MlopsFigure-value">{formatNumber(found.value)}</span>
      {found.delta !== null && (
        <span className="jp-MlopsFigure-delta">{formatDelta(found.delta)}</span>
      )}
    </span>
  );
}
