import { Clipboard, Notification, showErrorMessage } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { messageOf } from '../api/errors';
import type { ExperimentsModel } from './model';

const UNDO_MS = 10_000;

/** Delete runs at once, and offer to undo it. */
export async function deleteRuns(
  model: ExperimentsModel,
  runIds: readonly string[],
  trans: TranslationBundle
): Promise<void> {
  await tell(trans.__('The runs were not deleted'), async () => {
    await model.deleteRuns(runIds);
    Notification.info(trans._n('Deleted %1 run.', 'Deleted %1 runs.', runIds.length), {
      autoClose: UNDO_MS,
      actions: [{ label: trans.__('Undo'), callback: () => void restoreRuns(model, runIds, trans) }]
    });
  });
}

/** Bring deleted runs back. */
export async function restoreRuns(
  model: ExperimentsModel,
  runIds: readonly string[],
  trans: TranslationBundle
): Promise<void> {
  await tell(trans.__('The runs were not restored'), () => model.restoreRuns(runIds));
}

/** Put the ids of runs in the clipboard, one a line. */
export function copyIds(runIds: readonly string[]): void {
  Clipboard.copyToSystem(runIds.join('\n'));
}

async function tell(title: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    await showErrorMessage(title, messageOf(error));
  }
}
