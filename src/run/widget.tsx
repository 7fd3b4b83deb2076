import React from 'react';
import { flaskIcon } from '../icons';
import type { IPageContext } from '../pages/tokens';
import { PageWidget } from '../pages/widget';
import { RunPage } from './page';

/** The page of one run. */
export class RunWidget extends PageWidget {
  readonly runId: string;

  constructor(
    runId: string,
    private readonly context: IPageContext
  ) {
    super();
    this.runId = runId;
    this.id = `mlops-lab-run-${runId}`;
    this.addClass('jp-MlopsRun');
    this.title.icon = flaskIcon;
    this.title.label = context.trans.__('Run');
  }

  protected body(visible: boolean): React.ReactElement {
    return (
      <RunPage
        context={this.context}
        runId={this.runId}
        visible={visible}
        onTitle={(label, caption) => {
          this.title.label = label;
          this.title.caption = caption;
        }}
      />
    );
  }
}
