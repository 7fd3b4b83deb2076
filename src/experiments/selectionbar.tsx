import type { TranslationBundle } from '@jupyterlab/translation';
import { Button } from '@jupyterlab/ui-components';
import React from 'react';
import { useStore } from '../components/store';
import { deleteRuns, restoreRuns } from './actions';
import type { ExperimentsModel } from './model';
import { type IPanelActions, MOST_COMPARED } from './tokens';

/** How many runs are selected, and what can be done with them. */
export function SelectionBar(props: {
  model: ExperimentsModel;
  trans: TranslationBundle;
  actions: IPanelActions;
}): JSX.Element | null {
  const { model, trans, actions } = props;
  const { chosen, reading, error } = useStore(model.selection);
  const { query, baselineId } = useStore(model);
  if (reading !== null) {
    return <Reading {...reading} trans={trans} onStop={() => model.selection.stop()} />;
  }
  if (error) {
    return (
      <div className="jp-MlopsSelection" role="alert">
        <span className="jp-MlopsError">{trans.__('The runs were not selected: %1', error)}</span>
        <Button className="jp-mod-styled" onClick={() => model.selection.stop()}>
          {trans.__('Dismiss')}
        </Button>
      </div>
    );
  }
  if (chosen.size === 0) {
    return null;
  }
  const tooMany = chosen.size > MOST_COMPARED;
  const runIds = [...chosen];
  const single = runIds.length === 1 ? runIds[0] : null;
  return (
    <div className="jp-MlopsSelection" role="toolbar" aria-label={trans.__('Selected runs')}>
      <span aria-live="polite">{trans.__('%1 selected', chosen.size.toLocaleString())}</span>
      {query.deleted ? (
        <Button
          className="jp-mod-styled jp-mod-accept"
          onClick={() => void restoreRuns(model, runIds, trans)}
        >
          {trans.__('Restore')}
        </Button>
      ) : (
        <>
          {single !== null && (
            <Button
              className="jp-mod-styled"
              onClick={() => void model.pin(single === baselineId ? null : single)}
            >
              {single === baselineId ? trans.__('Unpin') : trans.__('Pin')}
            </Button>
          )}
          <Button className="jp-mod-styled" onClick={() => void deleteRuns(model, runIds, trans)}>
            {trans.__('Delete')}
          </Button>
          <Button
            className="jp-mod-styled jp-mod-accept"
            disabled={
              tooMany || (single !== null && (baselineId === null || baselineId === single))
            }
            title={
              tooMany
                ? trans.__('At most %1 runs are compared', MOST_COMPARED.toLocaleString())
                : trans.__('Compare the selected runs, with the baseline where one is pinned')
            }
            onClick={() => actions.compare(runIds, baselineId)}
          >
            {trans.__('Compare')}
          </Button>
        </>
      )}
      <button
        className="jp-MlopsIconButton"
        title={trans.__('Select none')}
        aria-label={trans.__('Select none')}
        onClick={() => model.selection.clear()}
      >
        ×
      </button>
    </div>
  );
}

/** Runs that were never in sight are being read in order to select them. */
function Reading(props: {
  done: number;
  total: number;
  trans: TranslationBundle;
  onStop: () => void;
}): JSX.Element {
  const { done, total, trans, onStop } = props;
  const label = trans.__('Selecting runs');
  return (
    <div className="jp-MlopsSelection" role="toolbar" aria-label={trans.__('Selected runs')}>
      <progress max={total} value={done} aria-label={label} />
      <span>{trans.__('Selecting %1 of %2', done.toLocaleString(), total.toLocaleString())}</span>
      <Button className="jp-mod-styled" onClick={onStop}>
        {trans.__('Cancel')}
      </Button>
    </div>
  );
}
