import React, { useEffect, useMemo, useState } from 'react';
import { Failure } from '../components/failure';
import { Tabs } from '../components/tabs';
import { useStore } from '../components/store';
import { plainSettings } from '../charts/data';
import type { IPageContext } from '../pages/tokens';
import { RunArtifacts } from './artifacts';
import { RunCode } from './code';
import { RunCurves } from './curves';
import { RunHeader } from './header';
import { metricKeys, RunModel } from './model';
import { RunOverview } from './overview';

export interface IRunPageProps {
  context: IPageContext;
  runId: string;
  /** Whether anybody can see the page; it rests while nobody can. */
  visible: boolean;
  /** Name the tab. */
  onTitle: (label: string, caption: string) => void;
}

/** Everything about one run. */
export function RunPage({ context, runId, visible, onTitle }: IRunPageProps): React.ReactElement {
  const { trans, lab } = context;
  const model = useMemo(() => new RunModel(lab, runId), [lab, runId]);
  const { run, error, refusal, pointsVersion, filesVersion } = useStore(model);
  const [tab, setTab] = useState('');
  const [settings, setSettings] = useState(plainSettings);

  useEffect(() => {
    if (visible) {
      model.watch();
    }
    return () => model.rest();
  }, [model, visible]);

  useEffect(() => {
    if (run) {
      onTitle(shortened(run.name), `${run.experiment_name} / ${run.name}`);
    }
    // onTitle is made anew at each rendering and must not name the tab again
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [run?.name, run?.experiment_name]);

  if (run === null) {
    return error ? (
      <Failure message={error} trans={trans} onRetry={() => void model.load()} />
    ) : (
      <p className="jp-MlopsHint" role="status">
        {trans.__('Loading…')}
      </p>
    );
  }

  const own = metricKeys(run, false);
  const system = metricKeys(run, true);
  const curves = (keys: string[]): React.ReactElement => (
    <RunCurves
      context={context}
      run={run}
      keys={keys}
      others={own}
      settings={settings}
      onSettings={setSettings}
      version={pointsVersion}
      visible={visible}
    />
  );
  const tabs = [
    {
      id: 'overview',
      label: trans.__('Overview'),
      body: () => <RunOverview context={context} model={model} />
    },
    { id: 'charts', label: trans.__('Charts'), count: own.length, body: () => curves(own) },
    {
      id: 'artifacts',
      label: trans.__('Artifacts'),
      body: () => (
        <RunArtifacts context={context} runId={runId} version={filesVersion} visible={visible} />
      )
    },
    {
      id: 'code',
      label: trans.__('Code and environment'),
      body: () => <RunCode context={context} runId={runId} />
    },
    ...(system.length > 0
      ? [{ id: 'system', label: trans.__('Machine'), body: () => curves(system) }]
      : [])
  ];
  // curves are what a run is opened for, where it has any
  const shown = tab || (own.some(key => run.metrics[key].count > 1) ? 'charts' : 'overview');
  return (
    <>
      <RunHeader context={context} model={model} />
      {(refusal || error) && (
        <p className="jp-MlopsError" role="alert">
          {refusal || error}
        </p>
      )}
      <Tabs tabs={tabs} active={shown} label={trans.__('Parts of the run')} onChange={setTab} />
    </>
  );
}

const TITLE = 60;

/** JupyterLab shows a tab's title elsewhere too, and all of it. */
function shortened(name: string): string {
  return name.length > TITLE ? `${name.slice(0, TITLE - 1)}…` : name;
}
