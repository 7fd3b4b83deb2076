import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import { IPageContext, PageCommands } from '../pages/tokens';
import { RunWidget } from './widget';

/** The pages of runs. */
export const runPlugin: JupyterFrontEndPlugin<void> = {
  id: 'mlops-lab:run',
  description: 'Shows a run in the main area.',
  autoStart: true,
  requires: [IPageContext],
  optional: [ILayoutRestorer],
  activate: (
    app: JupyterFrontEnd,
    context: IPageContext,
    restorer: ILayoutRestorer | null
  ): void => {
    const tracker = new WidgetTracker<MainAreaWidget<RunWidget>>({ namespace: 'mlops-lab-run' });
    app.commands.addCommand(PageCommands.openRun, {
      label: context.trans.__('Open Run'),
      describedBy: {
        args: { type: 'object', properties: { run_id: { type: 'string' } }, required: ['run_id'] }
      },
      execute: async args => {
        const runId = typeof args['run_id'] === 'string' ? args['run_id'] : '';
        if (!runId) {
          throw new Error(context.trans.__('%1 needs a run_id.', PageCommands.openRun));
        }
        let widget = tracker.find(one => one.content.runId === runId);
        if (!widget) {
          const content = new RunWidget(runId, context);
          widget = new MainAreaWidget({ content });
          widget.id = content.id;
          widget.toolbar.hide();
          app.shell.add(widget, 'main');
          await tracker.add(widget);
        }
        app.shell.activateById(widget.id);
        return widget;
      }
    });
    if (restorer) {
      void restorer.restore(tracker, {
        command: PageCommands.openRun,
        args: widget => ({ run_id: widget.content.runId }),
        name: widget => widget.content.runId
      });
    }
  }
};
