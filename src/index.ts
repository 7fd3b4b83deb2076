import { apiPlugin } from './api/plugin';
import { comparePlugin } from './compare/plugin';
import { linksPlugin, pageContextPlugin } from './pages/plugin';
import { runPlugin } from './run/plugin';

export default [apiPlugin, pageContextPlugin, linksPlugin, runPlugin, comparePlugin];
