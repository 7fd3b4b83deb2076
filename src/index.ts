import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { apiPlugin } from './api/plugin';
import { cardPlugin } from './card/plugin';
import { commandsPlugin } from './commands/plugin';
import { comparePlugin } from './compare/plugin';
import { experimentsPlugin } from './experiments/plugin';
import { notebookPlugin } from './notebook/plugin';
import { modelPagePlugin, modelsPlugin } from './models/plugin';
import { toolbarPlugin } from './models/toolbar';
import { linksPlugin, pageContextPlugin } from './pages/plugin';
import { governancePlugin } from './policy/plugin';
import { reviewPlugin } from './review/plugin';
import { runPlugin } from './run/plugin';
import { settingsPlugin } from './settings/plugin';
import { trainingPlugin } from './training/plugin';

/** All plugins of MLOps Lab; each lives in the folder of its capability. */
const plugins: JupyterFrontEndPlugin<unknown>[] = [
  settingsPlugin,
  apiPlugin,
  pageContextPlugin,
  linksPlugin,
  runPlugin,
  comparePlugin,
  experimentsPlugin,
  modelsPlugin,
  modelPagePlugin,
  reviewPlugin,
  toolbarPlugin,
  governancePlugin,
  notebookPlugin,
  cardPlugin,
  trainingPlugin,
  commandsPlugin
];

export default plugins;
