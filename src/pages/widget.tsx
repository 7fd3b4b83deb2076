import { ReactWidget } from '@jupyterlab/apputils';
import type { Message } from '@lumino/messaging';
import type { ReactElement } from 'react';

/** A page in the main area: a React body that knows whether anybody can see it. */
export abstract class PageWidget extends ReactWidget {
  constructor() {
    super();
    this.addClass('jp-MlopsPage');
    this.title.closable = true;
    this.node.tabIndex = -1;
  }

  protected abstract body(visible: boolean): ReactElement;

  protected override render(): ReactElement {
    return this.body(this.isVisible);
  }

  protected override onAfterShow(msg: Message): void {
    super.onAfterShow(msg);
    this.update();
  }

  protected override onAfterHide(msg: Message): void {
    super.onAfterHide(msg);
    this.update();
  }

  protected override onActivateRequest(msg: Message): void {
    super.onActivateRequest(msg);
    if (!this.node.contains(document.activeElement)) {
      this.node.focus();
    }
  }
}
