import { InputDialog, showErrorMessage } from '@jupyterlab/apputils';
import { HTMLSelect } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import { messageOf } from '../api/errors';
import { useStore } from '../components/store';
import { ColumnChooser } from './chooser';
import type { ExperimentsModel } from './model';

const SAVE = '\0save';
const DELETE = '\0delete';

/** Which project and experiment. */
export function Pickers(props: { model: ExperimentsModel; trans: TranslationBundle }): JSX.Element {
  const { model, trans } = props;
  const { projects, project, experiments, experimentId } = useStore(model);
  return (
    <div className="jp-MlopsPickers">
      <HTMLSelect
        aria-label={trans.__('Project')}
        title={trans.__('Project')}
        value={project}
        onChange={event => model.chooseProject(event.target.value)}
      >
        {projects.length === 0 && <option value={project}>{project}</option>}
        {projects.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </HTMLSelect>
      <HTMLSelect
        aria-label={trans.__('Experiment')}
        title={trans.__('Experiment')}
        value={experimentId ?? ''}
        onChange={event => model.chooseExperiment(event.target.value || null)}
      >
        <option value="">{trans.__('All experiments')}</option>
        {experiments.map(one => (
          <option key={one.experiment_id} value={one.experiment_id}>
            {`${one.name} (${one.run_count.toLocaleString()})`}
          </option>
        ))}
      </HTMLSelect>
    </div>
  );
}

/** Saved views, grouping and columns. */
export function ViewBar(props: { model: ExperimentsModel; trans: TranslationBundle }): JSX.Element {
  const { model, trans } = props;
  const { views, viewId, query, keys } = useStore(model);
  const params =
    query.groupBy === '' || keys.params.includes(query.groupBy)
      ? keys.params
      : [query.groupBy, ...keys.params];

  const onView = (choice: string): void => {
    const view = views.find(one => one.view_id === choice);
    if (view) {
      model.useView(view);
    } else if (choice === SAVE) {
      void attempt(() => saveView(model, trans), trans);
    } else if (choice === DELETE && viewId !== null) {
      void attempt(() => model.deleteView(viewId), trans);
    }
  };

  return (
    <div className="jp-MlopsPickers">
      <HTMLSelect
        aria-label={trans.__('Saved view')}
        title={trans.__('Saved views keep a filter with its columns, order and grouping')}
        value={viewId ?? ''}
        onChange={event => onView(event.target.value)}
      >
        <option value="">{trans.__('Views…')}</option>
        {views.map(view => (
          <option key={view.view_id} value={view.view_id}>
            {view.name}
          </option>
        ))}
        <option value={SAVE}>{trans.__('Save this view…')}</option>
        {viewId !== null && <option value={DELETE}>{trans.__('Delete this view')}</option>}
      </HTMLSelect>
      <HTMLSelect
        aria-label={trans.__('Group by')}
        title={trans.__('Group runs by a param, with mean ± standard deviation')}
        value={query.groupBy}
        onChange={event => model.change({ groupBy: event.target.value })}
      >
        <option value="">{trans.__('Group by…')}</option>
        {params.map(key => (
          <option key={key} value={key}>
            {trans.__('By %1', key)}
          </option>
        ))}
      </HTMLSelect>
      <ColumnChooser model={model} trans={trans} />
    </div>
  );
}

async function saveView(model: ExperimentsModel, trans: TranslationBundle): Promise<void> {
  const { views, viewId } = model.state;
  const { button, value } = await InputDialog.getText({
    title: trans.__('Save View'),
    label: trans.__('Name (one that exists is replaced)'),
    text: views.find(view => view.view_id === viewId)?.name ?? '',
    okLabel: trans.__('Save')
  });
  if (button.accept && value?.trim()) {
    await model.saveView(value.trim());
  }
}

async function attempt(work: () => Promise<void>, trans: TranslationBundle): Promise<void> {
  try {
    await work();
  } catch (error) {
    await showErrorMessage(trans.__('The view was not changed'), messageOf(error));
  }
}
