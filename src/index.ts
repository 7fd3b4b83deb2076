import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

/** All plugins of MLOps Lab; each lives in the folder of its capability. */
const plugins: JupyterFrontEndPlugin<unknown>[] = [];

export default plugins;
