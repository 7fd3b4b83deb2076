import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { Clipboard, Notification } from '@jupyterlab/apputils';
import { INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook';
import { quoted } from '../experiments/completion';
import { flaskIcon } from '../icons';
import { IPageContext, PageCommands } from '../pages/tokens';
import { ILabSettings } from '../settings/tokens';
import { Badges } from './badges';
import { NotebookRuns } from './model';
import { resumedSource, resumingCode } from './resume';
import { notebookRunsCommand } from './tokens';

/** Shows the runs of notebooks where they were made. */
export const notebookPlugin: JupyterFrontEndPlugin<void> = {
  id: 'mlops-lab:notebook',
  description: 'Badges on cells that made runs, and the way from a notebook to its runs.',
  autoStart: true,
  requires: [IPageContext, ILabSettings, INotebookTracker],
  activate: (
    app: JupyterFrontEnd,
    context: IPageContext,
    settings: ILabSettings,
    tracker: INotebookTracker
  ): void => {
    const { commands, serviceManager } = app;
    const { lab, trans } = context;
    const localPath = (panel: NotebookPanel): string =>
      serviceManager.contents.localPath(panel.context.path);

    tracker.widgetAdded.connect((_, panel) => {
      const runs = new NotebookRuns(lab, localPath(panel));
      const badges = new Badges(
        panel,
        runs,
        {
          trans,
          preferred: () => settings.state.badgeMetric,
          open: runId => void commands.execute(PageCommands.openRun, { run_id: runId })
        },
        () => settings.state.badges
      );
      panel.context.pathChanged.connect(() => {
        runs.path = localPath(panel);
      });
      const refresh = (): void => badges.refresh();
      settings.changed.connect(refresh);
      panel.disposed.connect(() => settings.changed.disconnect(refresh));
    });

    commands.addCommand(notebookRunsCommand, {
      label: args =>
        args['toolbar'] ? trans.__('Runs') : trans.__('Show the Runs of This Notebook'),
      caption: trans.__('Show the runs of this notebook'),
      icon: args => (args['toolbar'] ? undefined : flaskIcon),
      describedBy: { args: { type: 'object', properties: { toolbar: { type: 'boolean' } } } },
      isEnabled: () => tracker.currentWidget !== null,
      execute: async () => {
        const panel = tracker.currentWidget;
        if (panel !== null) {
          const filter = `notebook = ${quoted(localPath(panel))}`;
          await commands.execute(PageCommands.show, { filter });
        }
      }
    });

    commands.addCommand(PageCommands.resume, {
      label: trans.__('Resume Run'),
      describedBy: {
        args: { type: 'object', properties: { run_id: { type: 'string' } }, required: ['run_id'] }
      },
      execute: async args => {
        const runId = typeof args['run_id'] === 'string' ? args['run_id'] : '';
        const run = await lab.api.run(runId);
        const { notebook, cell_id } = run.origin;
        const cell = notebook && cell_id ? await findCell(app, notebook, cell_id) : null;
        const source = cell && resumedSource(cell.model.sharedModel.getSource(), runId);
        if (cell && source) {
          cell.model.sharedModel.setSource(source);
          cell.activate();
          Notification.info(trans.__('Run the cell to go on with %1.', run.name), {
            autoClose: 6000
          });
        } else {
          Clipboard.copyToSystem(resumingCode(runId));
          Notification.info(
            trans.__('The code that goes on with %1 is on the clipboard.', run.name),
            { autoClose: 6000 }
          );
        }
      }
    });

    const findCell = async (front: JupyterFrontEnd, path: string, cellId: string) => {
      const panel = (await front.commands.execute('docmanager:open', { path })) as
        NotebookPanel | undefined;
      await panel?.context.ready;
      const notebook = panel?.content;
      const index = notebook?.widgets.findIndex(one => one.model.id === cellId) ?? -1;
      const cell = notebook?.widgets[index];
      if (!notebook || !cell) {
        return null;
      }
      notebook.activeCellIndex = index;
      await notebook.scrollToCell(cell);
      return cell;
    };
  }
};
