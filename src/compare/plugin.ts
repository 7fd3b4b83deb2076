import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import { IPageContext, PageCommands } from '../pages/tokens';
import { CompareWidget, type ICompared } from './widget';

/** The pages that compare runs. */
export const comparePlugin: JupyterFrontEndPlugin<void> = {
  id: 'mlops-lab:compare',
  description: 'Compares runs in the main area.',
  autoStart: true,
  requires: [IPageContext],
  optional: [ILayoutRestorer],
  activate: (
    app: JupyterFrontEnd,
    context: IPageContext,
    restorer: ILayoutRestorer | null
  ): void => {
    const { trans } = context;
    const tracker = new WidgetTracker<MainAreaWidget<CompareWidget>>({
      namespace: 'mlops-lab-compare'
    });
    app.commands.addCommand(PageCommands.compare, {
      label: trans.__('Compare Runs'),
      describedBy: {
        args: {
          type: 'object',
          properties: {
            run_ids: { type: 'array', items: { type: 'string' } },
            baseline: { type: 'string' }
          },
          required: ['run_ids']
        }
      },
      execute: async args => {
        const runIds = Array.isArray(args['run_ids']) ? args['run_ids'].map(String) : [];
        if (runIds.length === 0) {
          throw new Error(trans.__('%1 needs run_ids.', PageCommands.compare));
        }
        const baseline = typeof args['baseline'] === 'string' ? args['baseline'] : undefined;
        const compared: ICompared = { runIds, baseline };
        let widget = tracker.find(one => same(one.content.compared, compared));
        if (!widget) {
          const content = new CompareWidget(compared, context);
          widget = new MainAreaWidget({ content });
          widget.id = content.id;
          widget.toolbar.hide();
          const made = widget;
          content.comparedChanged.connect(() => void tracker.save(made));
          app.shell.add(widget, 'main');
          await tracker.add(widget);
        }
        app.shell.activateById(widget.id);
        return widget;
      }
    });
    if (restorer) {
      void restorer.restore(tracker, {
        command: PageCommands.compare,
        args: ({ content: { compared } }) => ({
          run_ids: [...compared.runIds],
          ...(compared.baseline ? { baseline: compared.baseline } : {})
        }),
        name: widget => widget.content.id
      });
    }
  }
};

function same(one: ICompared, other: ICompared): boolean {
  return one.baseline === other.baseline && one.runIds.join() === other.runIds.join();
}
