import type { IEditorServices } from '@jupyterlab/codeeditor';
import React from 'react';
import { policyIcon } from '../icons';
import type { IPageContext } from '../pages/tokens';
import { PageWidget } from '../pages/widget';
import { GovernancePage, type Section } from './page';

/** The page of a project's rules. */
export class GovernanceWidget extends PageWidget {
  constructor(
    readonly project: string,
    section: Section,
    private readonly services: IEditorServices,
    private readonly context: IPageContext
  ) {
    super();
    this._section = section;
    this.id = `mlops-lab-governance-${encodeURIComponent(project)}`;
    this.addClass('jp-MlopsGovernance');
    this.title.icon = policyIcon;
    this.title.label = context.trans.__('Rules of %1', project);
  }

  /** Show a part of the page. */
  turnTo(section: Section): void {
    this._section = section;
    this.update();
  }

  protected body(visible: boolean): React.ReactElement {
    return (
      <GovernancePage
        context={this.context}
        project={this.project}
        services={this.services}
        section={this._section}
        visible={visible}
        onSection={section => this.turnTo(section)}
      />
    );
  }

  private _section: Section;
}
