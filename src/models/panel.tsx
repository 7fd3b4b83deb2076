import type { TranslationBundle } from '@jupyterlab/translation';
import { caretDownIcon, caretRightIcon, HTMLSelect } from '@jupyterlab/ui-components';
import React, { useState } from 'react';
import type { InboxItem, RegisteredModel } from '../api/types';
import { Failure } from '../components/failure';
import { useStore } from '../components/store';
import { InboxList } from '../inbox/list';
import { type Inbox, waiting } from '../inbox/model';
import type { ModelList } from './listmodel';
import { moveFocus } from './treekeys';
import { VersionRows } from './versionrows';

/** What the panel does outside of itself. */
export interface IModelActions {
  readonly openModel: (project: string, name: string, version?: number) => void;
  readonly openReview: (project: string, transitionId: string) => void;
  readonly openGovernance: (project: string) => void;
}

export interface IModelPanelProps {
  readonly list: ModelList;
  readonly inbox: Inbox;
  readonly trans: TranslationBundle;
  readonly actions: IModelActions;
  /** The metric that people set to be shown; empty: none. */
  readonly preferred: string;
}

/** What waits for the person, and the registered models. */
export function ModelPanel(props: IModelPanelProps): React.ReactElement {
  const { list, trans, actions } = props;
  const { project, projects, like } = useStore(list);
  return (
    <div className="jp-MlopsExperiments-body">
      <InboxSection {...props} />
      <div className="jp-MlopsPickers">
        <HTMLSelect
          aria-label={trans.__('Project')}
          title={trans.__('Project')}
          value={project}
          onChange={event => list.choose(event.target.value)}
        >
          {projects.length === 0 && <option value={project}>{project}</option>}
          {projects.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </HTMLSelect>
        <button
          type="button"
          className="jp-MlopsButton"
          onClick={() => actions.openGovernance(project)}
          title={trans.__('The policy of this project, its roles and its audit log')}
        >
          {trans.__('Policy')}
        </button>
      </div>
      <div className="jp-MlopsPickers">
        <input
          type="search"
          className="jp-mod-styled jp-MlopsModels-search"
          placeholder={trans.__('Find a model')}
          aria-label={trans.__('Find a model')}
          value={like}
          onChange={event => list.search(event.target.value)}
        />
      </div>
      <Models {...props} />
    </div>
  );
}

function InboxSection(props: IModelPanelProps): React.ReactElement {
  const { inbox, trans, actions } = props;
  const { items } = useStore(inbox);
  const [open, setOpen] = useState(true);
  const count = waiting(items).length;
  const Caret = open ? caretDownIcon : caretRightIcon;
  return (
    <section className="jp-MlopsModels-inbox" aria-label={trans.__('Inbox')}>
      <h2>
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Caret.react tag="span" />
          {trans.__('Inbox')}
          <span className="jp-MlopsCount" data-tone={count > 0 ? 'waiting' : undefined}>
            {count}
          </span>
        </button>
      </h2>
      {open && (
        <InboxList
          inbox={inbox}
          trans={trans}
          open={({ transition }: InboxItem) =>
            actions.openReview(transition.project, transition.transition_id)
          }
        />
      )}
    </section>
  );
}

function Models(props: IModelPanelProps): React.ReactElement {
  const { list, trans } = props;
  const { models, more, loaded, error, like } = useStore(list);
  if (error) {
    return (
      <div className="jp-MlopsEmpty">
        <Failure message={error} trans={trans} onRetry={() => void list.load()} />
      </div>
    );
  }
  if (loaded && models.length === 0) {
    return like ? (
      <div className="jp-MlopsEmpty">
        <p>{trans.__('No model has “%1” in its name.', like)}</p>
        <button type="button" className="jp-MlopsButton" onClick={() => list.search('')}>
          {trans.__('Show all models')}
        </button>
      </div>
    ) : (
      <div className="jp-MlopsEmpty">
        <p>{trans.__('No models yet. Register what a run logged, from a notebook cell:')}</p>
        <pre tabIndex={0}>{EXAMPLE}</pre>
        <p>{trans.__('Or press Register on the card of a run that logged a model.')}</p>
      </div>
    );
  }
  return (
    <div
      className="jp-MlopsModels"
      role="tree"
      aria-label={trans.__('Models')}
      aria-busy={!loaded}
      onKeyDown={event => moveFocus(event)}
    >
      {models.map((model, place) => (
        <ModelRow key={model.name} {...props} model={model} first={place === 0} />
      ))}
      {more && (
        <button type="button" className="jp-MlopsLink" onClick={() => void list.loadMore()}>
          {trans.__('More models…')}
        </button>
      )}
    </div>
  );
}

const EXAMPLE = `lab.log_model(model, input_example=X,
              register_as="churn")`;

function ModelRow(
  props: IModelPanelProps & { model: RegisteredModel; first: boolean }
): React.ReactElement {
  const { list, model, trans, actions, first } = props;
  const { project, unfolded } = useStore(list);
  const { name } = model;
  const shown = unfolded[name];
  const Caret = shown ? caretDownIcon : caretRightIcon;
  return (
    <div role="none">
      <div
        role="treeitem"
        className="jp-MlopsModels-row"
        aria-level={1}
        aria-expanded={shown !== undefined}
        tabIndex={first ? 0 : -1}
        onClick={() => list.fold(name, shown !== undefined)}
        onDoubleClick={() => actions.openModel(project, name)}
        onKeyDown={event => {
          const folds = { ArrowRight: false, ArrowLeft: true }[event.key];
          if (event.target !== event.currentTarget) {
            return;
          }
          if (folds !== undefined && folds === (shown !== undefined)) {
            event.preventDefault();
            event.stopPropagation();
            list.fold(name, folds);
          } else if (event.key === 'Enter') {
            actions.openModel(project, name);
          }
        }}
      >
        <Caret.react tag="span" />
        <button
          type="button"
          className="jp-MlopsLink jp-MlopsModels-name"
          title={name}
          tabIndex={-1}
          onClick={event => {
            event.stopPropagation();
            actions.openModel(project, name);
          }}
        >
          {name}
        </button>
        <span className="jp-MlopsModels-aliases" hidden={shown !== undefined}>
          {Object.entries(model.aliases as Record<string, number>).map(([alias, version]) => (
            <span key={alias} className="jp-MlopsPill" data-tone="quiet" title={`@${alias}`}>
              {`${alias} ${version}`}
            </span>
          ))}
        </span>
      </div>
      {shown && (
        <div role="group" className="jp-MlopsModels-versions">
          {shown.error ? (
            <Failure
              message={shown.error}
              trans={trans}
              onRetry={() => {
                list.fold(name, true);
                list.fold(name, false);
              }}
            />
          ) : shown.standing === null ? (
            <p className="jp-MlopsNote">{trans.__('Loading…')}</p>
          ) : (
            <VersionRows
              standing={shown.standing}
              preferred={props.preferred}
              trans={trans}
              open={version => actions.openModel(project, name, version)}
            />
          )}
        </div>
      )}
    </div>
  );
}
