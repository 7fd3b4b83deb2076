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
    await withProgress(trans.__('Deleting runs…'), runIds.length, told =>
      model.deleteRuns(runIds, told)
    );
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
  await tell(trans.__('The runs were not restored'), () =>
    withProgress(trans.__('Restoring runs…'), runIds.length, told =>
      model.restoreRuns(runIds, told)
    )
  );
}

/** Put the ids of runs in the clipboard, one a line. */
export function copyIds(runIds: readonly string[]): void {
  Clipboard.copyToSystem(runIds.join('\n'));
}

/** Show how far long work is; what is done at once needs no word. */
async function withProgress(
  message: string,
  total: number,
  work: (told: (done: number) => void) => Promise<void>
): Promise<void> {
  let id = '';
  try {
    await work(done => {
      if (id) {
        Notification.update({ id, message, progress: done / total });
      } else if (done > 0) {
        id = Notification.emit(message, 'in-progress', {
          autoClose: false,
          progress: done / total
        });
      }
    });
  } finally {
    Notification.dismiss(id || undefined);
  }
}

async function tell(title: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    await showErrorMessage(title, messageOf(error));
  }
}
