import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { PageCommands, IPageContext } from '../pages/tokens';
import { RUN_MIME } from './model';
import { CardRenderer } from './renderer';

/** Draws runs in the outputs of notebooks. */
export const cardPlugin: JupyterFrontEndPlugin<void> = {
  id: 'mlops-lab:card',
  description: 'Draws runs in the outputs of notebooks, up to date while they train.',
  autoStart: true,
  requires: [IPageContext],
  activate: (app: JupyterFrontEnd, context: IPageContext): void => {
    const resume = ({ run_id }: { run_id: string }) =>
      void app.commands.execute(PageCommands.resume, { run_id });
    context.rendermime.addFactory(
      {
        safe: true,
        mimeTypes: [RUN_MIME],
        defaultRank: 10,
        createRenderer: () => new CardRenderer(context, resume)
      },
      10
    );
  }
};
