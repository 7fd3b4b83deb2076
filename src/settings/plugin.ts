import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { Store } from '../components/store';
import { DEFAULTS, ILabSettings, type ISettings } from './tokens';

const PLUGIN = 'mlops-lab:plugin';

/** Reads the settings, and again whenever somebody changes them. */
export const settingsPlugin: JupyterFrontEndPlugin<ILabSettings> = {
  id: PLUGIN,
  description: 'The settings of MLOps Lab.',
  autoStart: true,
  optional: [ISettingRegistry],
  provides: ILabSettings,
  activate: async (
    _app: JupyterFrontEnd,
    registry: ISettingRegistry | null
  ): Promise<ILabSettings> => {
    const store = new Store<ISettings>(DEFAULTS);
    try {
      const loaded = await registry?.load(PLUGIN);
      if (loaded) {
        const read = () => store.set(settingsFrom(loaded.composite));
        loaded.changed.connect(read);
        read();
      }
    } catch (error) {
      console.error('MLOps Lab: the settings cannot be read; the defaults hold.', error);
    }
    return store;
  }
};

/** Return settings, with the default where a value is not of its type. */
export function settingsFrom(given: Readonly<Record<string, unknown>>): ISettings {
  const text = (key: 'project' | 'badgeMetric') =>
    typeof given[key] === 'string' ? given[key] : DEFAULTS[key];
  const flag = (key: 'badges' | 'statusBar') =>
    typeof given[key] === 'boolean' ? given[key] : DEFAULTS[key];
  return {
    project: text('project') || DEFAULTS.project,
    badgeMetric: text('badgeMetric'),
    badges: flag('badges'),
    statusBar: flag('statusBar')
  };
}
