import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import { IStateDB } from '@jupyterlab/statedb';
import { modelIcon } from '../icons';
import { Inbox } from '../inbox/model';
import { IPageContext, PageCommands } from '../pages/tokens';
import { ILabSettings } from '../settings/tokens';
import { ModelList } from './listmodel';
import { addPromotionCommands } from './commands';
import { ModelsWidget } from './sidebar';
import { ModelWidget } from './widget';

const RANK = 351;

/** The sidebar's tab of models, with what waits for the person. */
export const modelsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'mlops-lab:models',
  description: 'Shows registered models and the inbox in the left sidebar.',
  autoStart: true,
  requires: [IPageContext, ILabSettings],
  optional: [ILayoutRestorer, IStateDB, ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    context: IPageContext,
    settings: ILabSettings,
    restorer: ILayoutRestorer | null,
    memory: IStateDB | null,
    palette: ICommandPalette | null
  ): void => {
    const { commands, shell } = app;
    const { lab, trans } = context;
    const list = new ModelList(lab, memory, settings.state.project);
    const inbox = new Inbox(lab);
    const panel = new ModelsWidget(list, inbox, settings, trans, {
      openModel: (project, name, version) =>
        void commands.execute(PageCommands.openModel, {
          project,
          name,
          ...(version === undefined ? {} : { version })
        }),
      openReview: (project, transition_id) =>
        void commands.execute(PageCommands.openReview, { project, transition_id }),
      openGovernance: project => void commands.execute(PageCommands.openGovernance, { project })
    });
    shell.add(panel, 'left', { rank: RANK, type: 'Models' });
    restorer?.add(panel, panel.id);
    void app.restored.then(() => inbox.start());

    commands.addCommand(PageCommands.showModels, {
      label: trans.__('Show Models and Inbox'),
      caption: trans.__('Show registered models, and what waits for you, in the left sidebar'),
      icon: modelIcon,
      describedBy: { args: { type: 'object', properties: { project: { type: 'string' } } } },
      execute: args => {
        if (typeof args['project'] === 'string') {
          list.choose(args['project']);
        }
        shell.activateById(panel.id);
      }
    });
    palette?.addItem({ command: PageCommands.showModels, category: trans.__('MLOps Lab') });
    addPromotionCommands(app, context);
  }
};

/** The pages of models. */
export const modelPagePlugin: JupyterFrontEndPlugin<void> = {
  id: 'mlops-lab:model-page',
  description: 'Shows a registered model in the main area.',
  autoStart: true,
  requires: [IPageContext, ILabSettings],
  optional: [ILayoutRestorer],
  activate: (
    app: JupyterFrontEnd,
    context: IPageContext,
    settings: ILabSettings,
    restorer: ILayoutRestorer | null
  ): void => {
    const tracker = new WidgetTracker<MainAreaWidget<ModelWidget>>({
      namespace: 'mlops-lab-model'
    });
    app.commands.addCommand(PageCommands.openModel, {
      label: context.trans.__('Open Model'),
      describedBy: {
        args: {
          type: 'object',
          properties: {
            project: { type: 'string' },
            name: { type: 'string' },
            version: { type: 'number' }
          },
          required: ['name']
        }
      },
      execute: async args => {
        const name = typeof args['name'] === 'string' ? args['name'] : '';
        if (!name) {
          throw new Error(context.trans.__('%1 needs a name.', PageCommands.openModel));
        }
        const project =
          typeof args['project'] === 'string' ? args['project'] : settings.state.project;
        const version = Number(args['version']) || null;
        let widget = tracker.find(
          ({ content }) => content.name === name && content.project === project
        );
        if (!widget) {
          const content = new ModelWidget(
            project,
            name,
            version,
            () => settings.state.badgeMetric,
            context
          );
          widget = new MainAreaWidget({ content });
          widget.id = content.id;
          widget.toolbar.hide();
          const made = widget;
          content.versionChanged.connect(() => void tracker.save(made));
          app.shell.add(widget, 'main');
          await tracker.add(widget);
        } else if (version !== null) {
          widget.content.look(version);
        }
        app.shell.activateById(widget.id);
        return widget;
      }
    });
    if (restorer) {
      void restorer.restore(tracker, {
        command: PageCommands.openModel,
        args: ({ content: { project, name, version } }) =>
          version === null ? { project, name } : { project, name, version },
        name: widget => widget.content.id
      });
    }
  }
};
