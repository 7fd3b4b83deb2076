import { ReactWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import React from 'react';
import { flaskIcon } from '../icons';
import type { ExperimentsModel } from './model';
import { ExperimentsBody } from './panel';
import type { IPanelActions } from './tokens';

/** The sidebar's tab. It works only while it is seen. */
export class ExperimentsWidget extends ReactWidget {
  constructor(model: ExperimentsModel, trans: TranslationBundle, actions: IPanelActions) {
    super();
    this.id = 'mlops-lab-experiments';
    this.addClass('jp-MlopsExperiments');
    this.title.icon = flaskIcon;
    this.title.caption = trans.__('Experiments');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', trans.__('Experiments'));
    this.model = model;
    this._trans = trans;
    this.actions = actions;
  }

  readonly model: ExperimentsModel;
  readonly actions: IPanelActions;

  protected override render(): JSX.Element | null {
    if (!this._seen) {
      return null;
    }
    return (
      <ExperimentsBody
        model={this.model}
        trans={this._trans}
        visible={this.isVisible}
        actions={this.actions}
      />
    );
  }

  protected override onAfterShow(msg: Message): void {
    super.onAfterShow(msg);
    this._seen = true;
    this.update();
    void this.model.wake();
  }

  protected override onAfterHide(msg: Message): void {
    super.onAfterHide(msg);
    this.update();
    this.model.sleep();
  }

  protected override onActivateRequest(msg: Message): void {
    super.onActivateRequest(msg);
    this.node.querySelector<HTMLElement>('.jp-MlopsRuns, select')?.focus();
  }

  private _trans: TranslationBundle;
  private _seen = false;
}
