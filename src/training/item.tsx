import { ReactWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import { useStore } from '../components/store';
import { flaskIcon } from '../icons';
import type { Training } from './model';

/** The status bar's word on what trains now; a click goes there. */
export class TrainingItem extends ReactWidget {
  constructor(
    private readonly training: Training,
    private readonly trans: TranslationBundle,
    private readonly open: () => void
  ) {
    super();
    this.addClass('jp-MlopsTraining');
  }

  protected render(): React.ReactElement {
    return <Body training={this.training} trans={this.trans} open={this.open} />;
  }
}

function Body(props: {
  training: Training;
  trans: TranslationBundle;
  open: () => void;
}): React.ReactElement | null {
  const { runs } = useStore(props.training);
  if (runs.length === 0) {
    return null;
  }
  const names = runs.map(run => `${run.name} (${run.experiment_name || run.project})`);
  const text =
    runs.length === 1
      ? props.trans.__('Training %1', runs[0]?.name ?? '')
      : props.trans._n('Training %1 run', 'Training %1 runs', runs.length);
  return (
    <button
      type="button"
      className="jp-MlopsTraining-button"
      title={names.join('\n')}
      onClick={props.open}
    >
      <flaskIcon.react tag="span" className="jp-MlopsTraining-icon" elementSize="small" />
      <span className="jp-MlopsTraining-text">{text}</span>
    </button>
  );
}
