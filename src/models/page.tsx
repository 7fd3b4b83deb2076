import { HTMLSelect } from '@jupyterlab/ui-components';
import React, { useEffect, useMemo, useState } from 'react';
import { CopyLink } from '../components/copy';
import { Failure } from '../components/failure';
import { useStore } from '../components/store';
import { type ITab, Tabs } from '../components/tabs';
import { modelLink } from '../pages/links';
import type { IPageContext } from '../pages/tokens';
import { CardView } from './card';
import { History } from './history';
import { Lineage } from './lineage';
import { ModelModel } from './model';
import { VersionView } from './version';
import { VersionTable } from './versions';

/** What the parts of a model's page are given. */
export interface IModelPartProps {
  readonly context: IPageContext;
  readonly model: ModelModel;
}

/** Everything about one registered model. */
export function ModelPage(props: {
  context: IPageContext;
  project: string;
  name: string;
  version: number | null;
  preferred: string;
  visible: boolean;
  onLook: (version: number) => void;
}): React.ReactElement {
  const { context, project, name, version, preferred, visible, onLook } = props;
  const { trans, lab } = context;
  const model = useMemo(
    () => new ModelModel(lab, project, name, version),
    // another version is looked at within the same page
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [lab, project, name]
  );
  const state = useStore(model);
  const [tab, setTab] = useState('version');
  useEffect(() => {
    if (visible) {
      model.watch();
    }
    return () => model.rest();
  }, [model, visible]);
  useEffect(() => {
    if (version !== null) {
      void model.look(version);
    }
  }, [model, version]);

  if (state.model === null) {
    return state.error ? (
      <Failure message={state.error} trans={trans} onRetry={() => void model.load()} />
    ) : (
      <p className="jp-MlopsHint" role="status">
        {trans.__('Loading…')}
      </p>
    );
  }
  const look = (chosen: number): void => {
    setTab('version');
    void model.look(chosen);
    onLook(chosen);
  };
  const shown = state.version;
  const tabs: ITab[] = [
    {
      id: 'version',
      label: shown === null ? trans.__('Version') : trans.__('Version %1', shown),
      body: () => <VersionView context={context} model={model} />
    },
    {
      id: 'versions',
      label: trans.__('All versions'),
      body: () => (
        <VersionTable context={context} model={model} preferred={preferred} onLook={look} />
      )
    },
    {
      id: 'history',
      label: trans.__('History'),
      body: () => <History context={context} model={model} />
    },
    {
      id: 'lineage',
      label: trans.__('Lineage'),
      body: () => <Lineage context={context} model={model} />
    },
    {
      id: 'card',
      label: trans.__('Model card'),
      body: () => <CardView context={context} model={model} />
    }
  ];
  return (
    <>
      <header className="jp-MlopsRun-header">
        <div className="jp-MlopsRun-title">
          <h1 title={name}>{name}</h1>
          <VersionPicker context={context} model={model} onLook={look} />
          <span className="jp-MlopsSpacer" />
          <CopyLink link={modelLink(project, name, shown)} trans={trans} />
        </div>
        {state.model.description && (
          <p className="jp-MlopsModel-description">{state.model.description}</p>
        )}
      </header>
      {(state.refusal || state.error) && (
        <p className="jp-MlopsError" role="alert">
          {state.refusal || state.error}
        </p>
      )}
      <Tabs tabs={tabs} active={tab} label={trans.__('Parts of the model')} onChange={setTab} />
    </>
  );
}

function VersionPicker(
  props: IModelPartProps & { onLook: (version: number) => void }
): React.ReactElement | null {
  const { context, model, onLook } = props;
  const { trans } = context;
  const { standing, version } = useStore(model);
  const { versions, more, targets } = standing;
  if (versions.length === 0) {
    return null;
  }
  const known = versions.some(one => one.version === version);
  const said = (number: number): string => {
    const live = targets.filter(one => one.live_version === number).map(one => one.target);
    return live.length > 0 ? trans.__('%1 · live: %2', number, live.join(', ')) : String(number);
  };
  return (
    <label className="jp-MlopsVersionPicker">
      <span>{trans.__('Version')}</span>
      <HTMLSelect
        value={version ?? ''}
        onChange={event => {
          if (event.target.value === 'more') {
            void model.loadMore();
          } else {
            onLook(Number(event.target.value));
          }
        }}
      >
        {!known && version !== null && <option value={version}>{said(version)}</option>}
        {versions.map(one => (
          <option key={one.version} value={one.version}>
            {said(one.version)}
          </option>
        ))}
        {more && <option value="more">{trans.__('Older versions…')}</option>}
      </HTMLSelect>
    </label>
  );
}
