import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, InputDialog, showErrorMessage } from '@jupyterlab/apputils';
import { ILauncher } from '@jupyterlab/launcher';
import { notebookRunsCommand } from '../notebook/tokens';
import { IPageContext, PageCommands } from '../pages/tokens';
import { ILabSettings } from '../settings/tokens';
import { messageOf } from '../api/errors';

const findRun = 'mlops-lab:find-run';
const LAUNCHER_RANK = 5;

/** The launcher's card, and the commands that belong to no page. */
export const commandsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'mlops-lab:commands',
  description: 'The launcher card and the palette of MLOps Lab.',
  autoStart: true,
  requires: [IPageContext, ILabSettings],
  optional: [ICommandPalette, ILauncher],
  activate: (
    app: JupyterFrontEnd,
    { lab, trans }: IPageContext,
    settings: ILabSettings,
    palette: ICommandPalette | null,
    launcher: ILauncher | null
  ): void => {
    const { commands } = app;
    const category = trans.__('MLOps Lab');

    commands.addCommand(findRun, {
      label: trans.__('Open Run by Name or ID…'),
      describedBy: { args: { type: 'object', properties: {} } },
      execute: async () => {
        const asked = await InputDialog.getText({
          title: trans.__('Open a run'),
          label: trans.__('Its name, its ID or how the ID begins'),
          okLabel: trans.__('Open')
        });
        const text = asked.value?.trim();
        if (!asked.button.accept || !text) {
          return;
        }
        try {
          const [runId] = await lab.api.resolveRun(text, settings.state.project);
          if (runId === undefined) {
            throw new Error(trans.__('No run is called “%1”, and no ID begins so.', text));
          }
          await commands.execute(PageCommands.openRun, { run_id: runId });
        } catch (error) {
          await showErrorMessage(trans.__('The run cannot be opened'), messageOf(error));
        }
      }
    });
    for (const command of [findRun, notebookRunsCommand]) {
      palette?.addItem({ command, category });
    }
    launcher?.add({
      command: PageCommands.show,
      category: trans.__('Other'),
      rank: LAUNCHER_RANK
    });
  }
};
