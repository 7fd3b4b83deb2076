import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { Api } from './client';
import { Live } from './live';
import { ILab } from './tokens';

/** Reaches the server. */
export const apiPlugin: JupyterFrontEndPlugin<ILab> = {
  id: 'mlops-lab:api',
  description: 'Reaches the MLOps Lab server.',
  autoStart: true,
  provides: ILab,
  activate: (app: JupyterFrontEnd): ILab => {
    const settings = app.serviceManager.serverSettings;
    return { api: new Api(settings), live: new Live(settings) };
  }
};
