import { ReactWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import React from 'react';
import { modelIcon } from '../icons';
import type { Inbox } from '../inbox/model';
import type { ILabSettings } from '../settings/tokens';
import type { ModelList } from './listmodel';
import { type IModelActions, ModelPanel } from './panel';

/** The sidebar's tab of models. The list works only while it is seen; the inbox counts always. */
export class ModelsWidget extends ReactWidget {
  constructor(
    private readonly list: ModelList,
    private readonly inbox: Inbox,
    private readonly settings: ILabSettings,
    private readonly trans: TranslationBundle,
    private readonly actions: IModelActions
  ) {
    super();
    this.id = 'mlops-lab-models';
    this.addClass('jp-MlopsExperiments');
    this.title.icon = modelIcon;
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', trans.__('Models'));
    inbox.changed.connect(this._count, this);
    settings.changed.connect(() => this.update());
    this._count();
  }

  protected override render(): JSX.Element | null {
    if (!this._seen) {
      return null;
    }
    const { list, inbox, trans, actions, settings } = this;
    const preferred = settings.state.badgeMetric;
    return <ModelPanel {...{ list, inbox, trans, actions, preferred }} />;
  }

  protected override onAfterShow(msg: Message): void {
    super.onAfterShow(msg);
    this._seen = true;
    this.update();
    void this.list.wake();
    void this.inbox.start();
  }

  protected override onAfterHide(msg: Message): void {
    super.onAfterHide(msg);
    this.list.sleep();
  }

  protected override onActivateRequest(msg: Message): void {
    super.onActivateRequest(msg);
    this.node.querySelector<HTMLElement>('[role="treeitem"][tabindex="0"], input, select')?.focus();
  }

  /** Put how much waits for the person on the tab. */
  private _count(): void {
    const { count } = this.inbox;
    this.title.caption =
      count > 0
        ? this.trans._n('Models: %1 waits for you', 'Models: %1 wait for you', count)
        : this.trans.__('Models');
    this.title.dataset = count > 0 ? { 'mlops-count': count > 99 ? '99+' : String(count) } : {};
  }

  private _seen = false;
}
