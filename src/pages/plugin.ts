import { IRouter, type JupyterFrontEnd, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IThemeManager } from '@jupyterlab/apputils';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { ILab } from '../api/tokens';
import { LINK_KEY, targetOf } from './links';
import { IPageContext, PageCommands } from './tokens';

/** What pages in the main area are given. */
export const pageContextPlugin: JupyterFrontEndPlugin<IPageContext> = {
  id: 'mlops-lab:page-context',
  description: 'Gives pages in the main area what they need.',
  autoStart: true,
  requires: [ILab, IRenderMimeRegistry],
  optional: [IThemeManager, ITranslator],
  provides: IPageContext,
  activate: (
    app: JupyterFrontEnd,
    lab: ILab,
    rendermime: IRenderMimeRegistry,
    themes: IThemeManager | null,
    translator: ITranslator | null
  ): IPageContext => ({
    lab,
    commands: app.commands,
    rendermime,
    themes,
    trans: (translator ?? nullTranslator).load('mlops_lab')
  })
};

/** Opens what an address names: `/lab?mlops-lab=run:ID` or `compare:ID,ID`. */
export const linksPlugin: JupyterFrontEndPlugin<void> = {
  id: 'mlops-lab:links',
  description: 'Opens the run or comparison that an address names.',
  autoStart: true,
  requires: [IRouter],
  activate: (app: JupyterFrontEnd, router: IRouter): void => {
    app.commands.addCommand(PageCommands.openLink, {
      describedBy: { args: { type: 'object', properties: { search: { type: 'string' } } } },
      execute: async args => {
        const search = typeof args['search'] === 'string' ? args['search'] : router.current.search;
        const query = new URLSearchParams(search);
        const target = targetOf(query.get(LINK_KEY) ?? '');
        query.delete(LINK_KEY);
        const rest = query.toString();
        const { path, hash } = router.current;
        router.navigate(`${path}${rest ? `?${rest}` : ''}${hash ?? ''}`, { skipRouting: true });
        if (target !== null) {
          await app.restored;
          await app.commands.execute(target.command, target.args);
        }
      }
    });
    router.register({ command: PageCommands.openLink, pattern: new RegExp(`[?&]${LINK_KEY}=`) });
  }
};
