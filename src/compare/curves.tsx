import React, { useMemo, useRef, useState } from 'react';
import type { Run } from '../api/types';
import { CurveCard, CurveToolbar } from '../charts/curves';
import { CurveExport } from '../charts/export';
import { exportedOf, type Zooms } from '../charts/exported';
import { colorOf, plainSettings } from '../charts/data';
import type { IPageContext } from '../pages/tokens';
import { measuresOf } from './plotdata';

const MOST = 50;

/** The runs' curves: over each other, or one chart for each run. */
export function CompareCurves(props: {
  context: IPageContext;
  runs: readonly Run[];
  visible: boolean;
  version: number;
}): React.ReactElement {
  const { context, runs, visible, version } = props;
  const { trans } = context;
  const [settings, setSettings] = useState(plainSettings);
  const [apart, setApart] = useState('');
  const zooms = useRef<Zooms>(new Map());
  const drawn = useMemo(
    () =>
      runs
        .slice(0, MOST)
        .map((run, place) => ({ runId: run.run_id, name: run.name, color: colorOf(place) })),
    [runs]
  );
  const keys = measuresOf(runs)
    .filter(measure => measure.kind === 'metric')
    .map(measure => measure.key);
  if (keys.length === 0) {
    return <p className="jp-MlopsHint">{trans.__('None of these runs has a metric.')}</p>;
  }
  const shared = { context, settings, version, visible, zooms: zooms.current };
  const charts = (): ReturnType<typeof exportedOf>[] =>
    apart
      ? drawn.map(run => exportedOf(run.name, apart, [run], zooms.current))
      : keys.map(key => exportedOf(key, key, drawn, zooms.current));
  return (
    <>
      <CurveToolbar settings={settings} metrics={keys} trans={trans} onChange={setSettings} />
      <div className="jp-MlopsToolbar">
        <label>
          {trans.__('Side by side')}
          <select value={apart} onChange={event => setApart(event.target.value)}>
            <option value="">{trans.__('No')}</option>
            {keys.map(key => (
              <option key={key} value={key}>
                {key}
              </option>
            ))}
          </select>
        </label>
        <CurveExport context={context} settings={settings} charts={charts} />
        {runs.length > MOST && (
          <span className="jp-MlopsHint">
            {trans.__('The first %1 of %2 runs are drawn.', MOST, runs.length.toLocaleString())}
          </span>
        )}
      </div>
      <ul className="jp-MlopsLegend" aria-label={trans.__('Colours of the runs')}>
        {drawn.map(run => (
          <li key={run.runId} title={run.name}>
            <i style={{ background: run.color }} />
            <span>{run.name}</span>
          </li>
        ))}
      </ul>
      <div className="jp-MlopsCurves">
        {apart
          ? drawn.map(run => (
              <div key={run.runId}>
                <strong className="jp-MlopsCurve-run">{run.name}</strong>
                <CurveCard {...shared} runs={[run]} metric={apart} height={140} />
              </div>
            ))
          : keys.map(key => <CurveCard key={key} {...shared} runs={drawn} metric={key} />)}
      </div>
    </>
  );
}
