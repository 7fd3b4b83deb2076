import type { JupyterFrontEnd } from '@jupyterlab/application';
import { InputDialog, Notification, showErrorMessage } from '@jupyterlab/apputils';
import { messageOf } from '../api/errors';
import { ControlApi } from '../control/client';
import { type IPageContext, PageCommands } from '../pages/tokens';
import { ModelsApi } from './client';
import { tell } from './promote';
import { modelFolders, suggestedName } from './registering';

/** Add the commands that make versions of what runs logged, and that promote versions. */
export function addPromotionCommands(app: JupyterFrontEnd, context: IPageContext): void {
  const { commands } = app;
  const { lab, trans } = context;
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');

  commands.addCommand(PageCommands.promote, {
    label: trans.__('Promote Version'),
    describedBy: {
      args: {
        type: 'object',
        properties: {
          project: { type: 'string' },
          name: { type: 'string' },
          version: { type: 'number' },
          target: { type: 'string' },
          note: { type: 'string' }
        },
        required: ['project', 'name', 'version', 'target']
      }
    },
    execute: async args => {
      const [project, name, target] = [args['project'], args['name'], args['target']].map(text);
      const version = Number(args['version']);
      const control = new ControlApi(lab.api, project);
      try {
        const { generation } = await control.plan(name, version, target);
        const given = { note: text(args['note']), generation };
        const transition = await control.promote(name, version, target, given);
        const { transition_id } = transition;
        tell(
          transition,
          context,
          () => void commands.execute(PageCommands.openReview, { project, transition_id })
        );
      } catch (error) {
        await showErrorMessage(trans.__('This version is not promoted'), messageOf(error));
      }
    }
  });

  commands.addCommand(PageCommands.register, {
    label: trans.__('Register Model of Run'),
    describedBy: {
      args: {
        type: 'object',
        properties: { project: { type: 'string' }, run_id: { type: 'string' } },
        required: ['project', 'run_id']
      }
    },
    execute: async args => {
      const [project, run_id] = [text(args['project']), text(args['run_id'])];
      const models = new ModelsApi(lab.api, project);
      try {
        const folders = await modelFolders(lab.api, run_id);
        if (folders.length === 0) {
          throw new Error(
            trans.__('This run has logged no model. Log one in its cell: lab.log_model(model)')
          );
        }
        const folder =
          folders.length === 1
            ? folders[0]
            : await chosen(
                trans.__('Which of its models?'),
                folders.map(one => one.label)
              ).then(label => folders.find(one => one.label === label));
        if (!folder) {
          return;
        }
        const known = (await models.search({ max_results: 200 })).models.map(one => one.name);
        const run = await lab.api.run(run_id);
        const first = suggestedName(run, known);
        const asked = await InputDialog.getItem({
          title: trans.__('Register a version'),
          label: trans.__('Name of the model: a new one, or one that exists'),
          items: [...new Set([first, ...known])],
          current: first,
          editable: true,
          okLabel: trans.__('Register')
        });
        const name = asked.value?.trim();
        if (!asked.button.accept || !name) {
          return;
        }
        const { source, path } = folder;
        const made = await models.register(name, { run_id, ...(source ? { source } : { path }) });
        Notification.success(trans.__('%1 %2 is registered.', made.name, made.version), {
          autoClose: 5000
        });
        await commands.execute(PageCommands.openModel, { project, name, version: made.version });
      } catch (error) {
        await showErrorMessage(trans.__('Nothing is registered'), messageOf(error));
      }
    }
  });

  const chosen = async (title: string, items: string[]): Promise<string | null> => {
    const answer = await InputDialog.getItem({ title, items, okLabel: trans.__('Choose') });
    return answer.button.accept ? answer.value : null;
  };
}
