import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { ILab } from '../api/tokens';
import { flaskIcon } from '../icons';
import { PageCommands } from '../pages/tokens';
import { ILabSettings } from '../settings/tokens';
import { addRunCommands, RunCommands } from './commands';
import { ExperimentsModel } from './model';
import { ExperimentsWidget } from './widget';

const RANK = 350;
const ROW = '.jp-MlopsRuns-row[data-run-id]';

/** The sidebar's tab of experiments. */
export const experimentsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'mlops-lab:experiments',
  description: 'Shows experiments and their runs in the left sidebar.',
  autoStart: true,
  requires: [ILab, ILabSettings],
  optional: [ILayoutRestorer, IStateDB, ITranslator, ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    lab: ILab,
    settings: ILabSettings,
    restorer: ILayoutRestorer | null,
    memory: IStateDB | null,
    translator: ITranslator | null,
    palette: ICommandPalette | null
  ): void => {
    const { commands, shell } = app;
    const trans = (translator ?? nullTranslator).load('mlops_lab');
    const category = trans.__('MLOps Lab');
    const model = new ExperimentsModel(lab, memory, settings.state.project);
    const panel = new ExperimentsWidget(model, trans, {
      openRun: runId => void commands.execute(PageCommands.openRun, { run_id: runId }),
      compare: (runIds, baseline) => {
        const others = runIds.filter(runId => runId !== baseline);
        const run_ids = baseline === null ? others : [baseline, ...others];
        void commands.execute(
          PageCommands.compare,
          baseline === null ? { run_ids } : { run_ids, baseline }
        );
      }
    });
    shell.add(panel, 'left', { rank: RANK, type: 'Experiments' });
    restorer?.add(panel, panel.id);

    commands.addCommand(PageCommands.show, {
      label: trans.__('Show Experiments'),
      caption: trans.__('Show experiments and their runs in the left sidebar'),
      icon: flaskIcon,
      describedBy: {
        args: {
          type: 'object',
          properties: {
            project: { type: 'string' },
            experiment_id: { type: 'string' },
            filter: { type: 'string' }
          }
        }
      },
      execute: async args => {
        await model.recall();
        const text = (key: string): string | undefined =>
          typeof args[key] === 'string' ? args[key] : undefined;
        model.go(text('project'), text('experiment_id'), text('filter'));
        shell.activateById(panel.id);
      }
    });
    palette?.addItem({ command: PageCommands.show, category });

    addRunCommands(app, model, panel, trans);
    for (const command of RunCommands.inPalette) {
      palette?.addItem({ command, category });
    }
    RunCommands.inMenu.forEach((command, rank) =>
      app.contextMenu.addItem({ command, selector: ROW, rank })
    );
  }
};
