import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import { IEditorServices } from '@jupyterlab/codeeditor';
import { policyIcon } from '../icons';
import { IPageContext, PageCommands } from '../pages/tokens';
import { ILabSettings } from '../settings/tokens';
import type { Section } from './page';
import { GovernanceWidget } from './widget';

/** The pages of projects' rules. */
export const governancePlugin: JupyterFrontEndPlugin<void> = {
  id: 'mlops-lab:governance',
  description: 'Shows the policy, the roles and the audit log of a project.',
  autoStart: true,
  requires: [IPageContext, ILabSettings, IEditorServices],
  optional: [ILayoutRestorer, ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    context: IPageContext,
    settings: ILabSettings,
    services: IEditorServices,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null
  ): void => {
    const { trans } = context;
    const tracker = new WidgetTracker<MainAreaWidget<GovernanceWidget>>({
      namespace: 'mlops-lab-governance'
    });
    const titles: Record<Section, string> = {
      policy: trans.__('Open Policy'),
      roles: trans.__('Open Roles'),
      audit: trans.__('Open Audit Log')
    };
    const sectionOf = (value: unknown): Section =>
      value === 'roles' || value === 'audit' ? value : 'policy';
    app.commands.addCommand(PageCommands.openGovernance, {
      label: args => titles[sectionOf(args['section'])],
      icon: policyIcon,
      describedBy: {
        args: {
          type: 'object',
          properties: {
            project: { type: 'string' },
            section: { type: 'string', enum: ['policy', 'roles', 'audit'] }
          }
        }
      },
      execute: async args => {
        const project =
          typeof args['project'] === 'string' ? args['project'] : settings.state.project;
        const section = sectionOf(args['section']);
        let widget = tracker.find(one => one.content.project === project);
        if (!widget) {
          const content = new GovernanceWidget(project, section, services, context);
          widget = new MainAreaWidget({ content });
          widget.id = content.id;
          widget.toolbar.hide();
          app.shell.add(widget, 'main');
          await tracker.add(widget);
        } else {
          widget.content.turnTo(section);
        }
        app.shell.activateById(widget.id);
        return widget;
      }
    });
    for (const section of Object.keys(titles)) {
      const category = trans.__('MLOps Lab');
      palette?.addItem({ command: PageCommands.openGovernance, category, args: { section } });
    }
    if (restorer) {
      void restorer.restore(tracker, {
        command: PageCommands.openGovernance,
        args: ({ content: { project } }) => ({ project }),
        name: widget => widget.content.id
      });
    }
  }
};
