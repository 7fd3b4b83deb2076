import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import { IPageContext, PageCommands } from '../pages/tokens';
import { ReviewWidget } from './widget';

/** The pages on which promotions are decided on. */
export const reviewPlugin: JupyterFrontEndPlugin<void> = {
  id: 'mlops-lab:review',
  description: 'Shows a promotion with its evidence, and takes decisions on it.',
  autoStart: true,
  requires: [IPageContext],
  optional: [ILayoutRestorer],
  activate: (
    app: JupyterFrontEnd,
    context: IPageContext,
    restorer: ILayoutRestorer | null
  ): void => {
    const tracker = new WidgetTracker<MainAreaWidget<ReviewWidget>>({
      namespace: 'mlops-lab-review'
    });
    app.commands.addCommand(PageCommands.openReview, {
      label: context.trans.__('Open Review'),
      describedBy: {
        args: {
          type: 'object',
          properties: { project: { type: 'string' }, transition_id: { type: 'string' } },
          required: ['project', 'transition_id']
        }
      },
      execute: async args => {
        const id = typeof args['transition_id'] === 'string' ? args['transition_id'] : '';
        const project = typeof args['project'] === 'string' ? args['project'] : 'default';
        if (!id) {
          throw new Error(context.trans.__('%1 needs a transition_id.', PageCommands.openReview));
        }
        let widget = tracker.find(one => one.content.transitionId === id);
        if (!widget) {
          const content = new ReviewWidget(project, id, context);
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
        command: PageCommands.openReview,
        args: ({ content: { project, transitionId } }) => ({
          project,
          transition_id: transitionId
        }),
        name: widget => widget.content.transitionId
      });
    }
  }
};
