import React, { useMemo, useRef } from 'react';
import type { Run } from '../api/types';
import { CurveCard, CurveToolbar } from '../charts/curves';
import { CurveExport } from '../charts/export';
import { exportedOf, type Zooms } from '../charts/exported';
import { colorOf, type ICurveSettings } from '../charts/data';
import type { IPageContext } from '../pages/tokens';

export interface IRunCurvesProps {
  context: IPageContext;
  run: Run;
  keys: readonly string[];
  /** Metrics that may stand on the x axis. */
  others: readonly string[];
  settings: ICurveSettings;
  onSettings: (settings: ICurveSettings) => void;
  version: number;
  visible: boolean;
}

/** A chart for each metric of a run. */
export function RunCurves(props: IRunCurvesProps): React.ReactElement {
  const { context, run, keys, others, settings, onSettings, version, visible } = props;
  const { trans } = context;
  const zooms = useRef<Zooms>(new Map());
  const runs = useMemo(
    () => [{ runId: run.run_id, name: run.name, color: colorOf(0) }],
    [run.run_id, run.name]
  );
  if (keys.length === 0) {
    return (
      <p className="jp-MlopsHint">
        {trans.__('No metrics yet. In the run: %1', 'run.log({"loss": 0.1}, step=1)')}
      </p>
    );
  }
  return (
    <>
      <CurveToolbar settings={settings} metrics={others} trans={trans} onChange={onSettings}>
        <CurveExport
          context={context}
          settings={settings}
          charts={() => keys.map(key => exportedOf(key, key, runs, zooms.current))}
        />
      </CurveToolbar>
      <div className="jp-MlopsCurves">
        {keys.map(key => (
          <CurveCard
            key={key}
            context={context}
            runs={runs}
            metric={key}
            settings={settings}
            version={version}
            visible={visible}
            zooms={zooms.current}
          />
        ))}
      </div>
    </>
  );
}
