import type { TranslationBundle } from '@jupyterlab/translation';
import { Button } from '@jupyterlab/ui-components';
import React, { useEffect, useState } from 'react';
import type { ILive } from '../api/tokens';
import { useStore } from '../components/store';
import { FilterBox } from './filter';
import { GroupTable } from './grouptable';
import type { ExperimentsModel } from './model';
import { Pickers, ViewBar } from './pickers';
import { SelectionBar } from './selectionbar';
import { RunTable } from './table';
import type { IPanelActions } from './tokens';

const OUTAGE_MS = 2000;

/** The Experiments panel. */
export function ExperimentsBody(props: {
  model: ExperimentsModel;
  trans: TranslationBundle;
  visible: boolean;
  actions: IPanelActions;
}): JSX.Element {
  const { model, trans, visible, actions } = props;
  const { ready, error, query, keys, project } = useStore(model);
  const runs = useStore(model.runs);
  const groups = useStore(model.groups);
  const grouped = query.groupBy !== '';
  const { loaded, loading, error: refusal } = grouped ? groups : runs;
  const empty = loaded && refusal === null && (grouped ? groups.groups.length : runs.total) === 0;
  const broken = refusal !== null && !isAboutFilter(refusal);

  return (
    <div className="jp-MlopsExperiments-body">
      <Pickers model={model} trans={trans} />
      <FilterBox
        value={query.filter}
        error={refusal}
        keys={keys}
        project={project}
        experimentIds={model.experimentIds}
        api={model.lab.api}
        trans={trans}
        onChange={filter => model.change({ filter })}
      />
      <ViewBar model={model} trans={trans} />
      <div
        className="jp-MlopsProgress"
        role="presentation"
        data-active={loading || !ready || undefined}
      />
      {error !== null || broken ? (
        <Failure
          message={error ?? refusal?.message ?? ''}
          trans={trans}
          retry={() => void model.load()}
        />
      ) : empty ? (
        <Empty model={model} trans={trans} />
      ) : grouped ? (
        <GroupTable model={model} trans={trans} />
      ) : (
        <RunTable model={model} trans={trans} visible={visible} open={actions.openRun} />
      )}
      <SelectionBar model={model} trans={trans} actions={actions} />
      <Footer model={model} trans={trans} />
    </div>
  );
}

function isAboutFilter(error: Error): boolean {
  return 'code' in error && error.code === 'invalid';
}

function Failure(props: {
  message: string;
  trans: TranslationBundle;
  retry: () => void;
}): JSX.Element {
  const { message, trans, retry } = props;
  return (
    <div className="jp-MlopsEmpty" role="alert">
      <p>{message}</p>
      <Button className="jp-mod-styled jp-mod-reject" onClick={retry}>
        {trans.__('Try again')}
      </Button>
    </div>
  );
}

function Empty(props: { model: ExperimentsModel; trans: TranslationBundle }): JSX.Element {
  const { model, trans } = props;
  const { query } = model.state;
  if (query.deleted) {
    return (
      <div className="jp-MlopsEmpty">
        <p>{trans.__('No run is deleted.')}</p>
        <Button className="jp-mod-styled" onClick={() => model.change({ deleted: false })}>
          {trans.__('Back to the runs')}
        </Button>
      </div>
    );
  }
  if (query.filter !== '') {
    return (
      <div className="jp-MlopsEmpty">
        <p>{trans.__('No run passes the filter.')}</p>
        <Button className="jp-mod-styled" onClick={() => model.change({ filter: '' })}>
          {trans.__('Clear the filter')}
        </Button>
      </div>
    );
  }
  return (
    <div className="jp-MlopsEmpty">
      <p>{trans.__('No runs yet. Track one from a notebook cell:')}</p>
      <pre tabIndex={0}>{EXAMPLE}</pre>
      <p>{trans.__('Or with MLflow, which needs no configuration here:')}</p>
      <pre tabIndex={0}>{MLFLOW_EXAMPLE}</pre>
    </div>
  );
}

const EXAMPLE = `%%track first try
model.fit(X, y)
%log accuracy=model.score(X, y)`;

const MLFLOW_EXAMPLE = `import mlflow
mlflow.autolog()`;

function Footer(props: { model: ExperimentsModel; trans: TranslationBundle }): JSX.Element {
  const { model, trans } = props;
  const { query } = useStore(model);
  const { total } = useStore(model.runs);
  const { counted, groups } = useStore(model.groups);
  const away = useOutage(model.lab.live);
  const text = query.groupBy
    ? trans.__('%1 groups of %2 runs', groups.length.toLocaleString(), counted.toLocaleString())
    : trans._n('%2 run', '%2 runs', total, total.toLocaleString());
  return (
    <div className="jp-MlopsFooter" role="status">
      <span>{query.deleted ? trans.__('Deleted: %1', text) : text}</span>
      {away && <span className="jp-MlopsFooter-away">{trans.__('Connecting again…')}</span>}
    </div>
  );
}

/** Whether the live channel has been silent for longer than a blink. */
function useOutage(live: ILive): boolean {
  const [away, setAway] = useState(false);
  useEffect(() => {
    let timer = 0;
    const look = (): void => {
      window.clearTimeout(timer);
      if (live.connected) {
        setAway(false);
      } else {
        timer = window.setTimeout(() => setAway(!live.connected), OUTAGE_MS);
      }
    };
    look();
    live.connectedChanged.connect(look);
    return () => {
      window.clearTimeout(timer);
      live.connectedChanged.disconnect(look);
    };
  }, [live]);
  return away;
}
