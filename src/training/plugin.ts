import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import { ILab } from '../api/tokens';
import { PageCommands } from '../pages/tokens';
import { ILabSettings } from '../settings/tokens';
import { TrainingItem } from './item';
import { Training } from './model';

/** Says in the status bar what trains now. */
export const trainingPlugin: JupyterFrontEndPlugin<void> = {
  id: 'mlops-lab:training',
  description: 'Says in the status bar what trains now.',
  autoStart: true,
  requires: [ILab, ILabSettings, IStatusBar],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    lab: ILab,
    settings: ILabSettings,
    statusBar: IStatusBar,
    translator: ITranslator | null
  ): void => {
    const training = new Training(lab);
    const changed = new Signal<Training, void>(training);
    training.changed.connect(() => changed.emit());

    const open = (): void => {
      const { runs } = training.state;
      const [command, args] =
        runs.length === 1
          ? [PageCommands.openRun, { run_id: runs[0]?.run_id }]
          : [PageCommands.show, { filter: "status = 'running'" }];
      void app.commands.execute(command, args);
    };
    statusBar.registerStatusItem('mlops-lab:training', {
      item: new TrainingItem(training, (translator ?? nullTranslator).load('mlops_lab'), open),
      align: 'left',
      rank: 20,
      isActive: () => training.state.runs.length > 0,
      activeStateChanged: changed
    });

    const follow = (): void => {
      if (settings.state.statusBar) {
        void training.start();
      } else {
        training.stop();
      }
    };
    settings.changed.connect(follow);
    void app.restored.then(follow);
  }
};
