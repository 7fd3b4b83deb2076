import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { TranslationBundle } from '@jupyterlab/translation';
import { compareIcon, pinIcon } from '../icons';
import { PageCommands } from '../pages/tokens';
import { copyIds, deleteRuns, restoreRuns } from './actions';
import type { ExperimentsModel } from './model';
import { MOST_COMPARED } from './tokens';
import type { ExperimentsWidget } from './widget';

const open = 'mlops-lab:open-selected-runs';
const compare = 'mlops-lab:compare-selected-runs';
const pin = 'mlops-lab:pin-baseline';
const copy = 'mlops-lab:copy-run-ids';
const remove = 'mlops-lab:delete-selected-runs';
const restore = 'mlops-lab:restore-selected-runs';

/** Commands on the runs that are selected in the panel; a right click selects. */
export const RunCommands = {
  inPalette: [compare, pin, remove],
  inMenu: [open, compare, pin, copy, remove, restore]
} as const;

/** Tabs that are opened at once. */
const MOST_OPENED = 20;

export function addRunCommands(
  app: JupyterFrontEnd,
  model: ExperimentsModel,
  panel: ExperimentsWidget,
  trans: TranslationBundle
): void {
  const { commands } = app;
  const chosen = (): string[] => [...model.selection.state.chosen];
  const count = (): number => model.selection.state.chosen.size;
  const alive = (): boolean => count() > 0 && !model.state.query.deleted;
  const single = (): string | null => (count() === 1 ? chosen()[0] : null);

  commands.addCommand(open, {
    label: () => trans._n('Open Run', 'Open %1 Runs', count()),
    isEnabled: () => count() > 0 && count() <= MOST_OPENED,
    execute: async () => {
      for (const run_id of chosen()) {
        await commands.execute(PageCommands.openRun, { run_id });
      }
    }
  });
  commands.addCommand(compare, {
    label: trans.__('Compare Selected Runs'),
    icon: compareIcon,
    isEnabled: () =>
      alive() &&
      count() <= MOST_COMPARED &&
      (count() > 1 || ![null, single()].includes(model.state.baselineId)),
    execute: () => panel.actions.compare(chosen(), model.state.baselineId)
  });
  commands.addCommand(pin, {
    label: () =>
      single() !== null && single() === model.state.baselineId
        ? trans.__('Unpin the Baseline')
        : trans.__('Pin as Baseline'),
    icon: pinIcon,
    isEnabled: () => single() !== null && alive(),
    execute: () => model.pin(single() === model.state.baselineId ? null : single())
  });
  commands.addCommand(copy, {
    label: () => trans._n('Copy Run ID', 'Copy %1 Run IDs', count()),
    isEnabled: () => count() > 0,
    execute: () => copyIds(chosen())
  });
  commands.addCommand(remove, {
    label: () => trans._n('Delete Run', 'Delete %1 Runs', Math.max(1, count())),
    isEnabled: alive,
    isVisible: () => !model.state.query.deleted,
    execute: () => deleteRuns(model, chosen(), trans)
  });
  commands.addCommand(restore, {
    label: () => trans._n('Restore Run', 'Restore %1 Runs', count()),
    isEnabled: () => count() > 0,
    isVisible: () => model.state.query.deleted,
    execute: () => restoreRuns(model, chosen(), trans)
  });
  model.selection.changed.connect(() =>
    [open, compare, pin, copy, remove, restore].forEach(id => commands.notifyCommandChanged(id))
  );
}
