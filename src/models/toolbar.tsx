import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IToolbarWidgetRegistry, ReactWidget } from '@jupyterlab/apputils';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { Message } from '@lumino/messaging';
import React from 'react';
import { useStore } from '../components/store';
import { IPageContext } from '../pages/tokens';
import { ofNotebook, Origin } from './origin';
import { QuickPromote } from './quick';

/** In a notebook's toolbar: the newest version that came from it, and the button that promotes it. */
class NotebookPromotion extends ReactWidget {
  constructor(
    private readonly context: IPageContext,
    private readonly origin: Origin
  ) {
    super();
    this.addClass('jp-MlopsToolbarPromotion');
  }

  /** The notebook was moved. */
  moved(): void {
    this.origin.sleep();
    this.origin.wake();
  }

  protected render(): React.ReactElement {
    return <Body context={this.context} origin={this.origin} />;
  }

  protected override onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    this.origin.wake();
  }

  protected override onBeforeDetach(msg: Message): void {
    this.origin.sleep();
    super.onBeforeDetach(msg);
  }
}

function Body(props: { context: IPageContext; origin: Origin }): React.ReactElement | null {
  const { found, stamp } = useStore(props.origin);
  return found && <QuickPromote context={props.context} found={found} stamp={stamp} />;
}

/** Puts the newest version that came from a notebook into its toolbar. */
export const toolbarPlugin: JupyterFrontEndPlugin<void> = {
  id: 'mlops-lab:toolbar',
  description: 'Promotes what came from a notebook, from its toolbar.',
  autoStart: true,
  requires: [IPageContext, IToolbarWidgetRegistry],
  activate: (
    app: JupyterFrontEnd,
    context: IPageContext,
    registry: IToolbarWidgetRegistry
  ): void => {
    const { contents } = app.serviceManager;
    registry.addFactory<NotebookPanel>('Notebook', 'mlops-lab-promote', panel => {
      const path = (): string => contents.localPath(panel.context.path);
      const widget = new NotebookPromotion(
        context,
        new Origin(context.lab, ofNotebook(context.lab, path))
      );
      const moved = (): void => widget.moved();
      panel.context.pathChanged.connect(moved);
      widget.disposed.connect(() => panel.context.pathChanged.disconnect(moved));
      return widget;
    });
  }
};
