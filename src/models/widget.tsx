import { Signal, type ISignal } from '@lumino/signaling';
import React from 'react';
import { modelIcon } from '../icons';
import type { IPageContext } from '../pages/tokens';
import { PageWidget } from '../pages/widget';
import { ModelPage } from './page';

/** The page of one registered model. */
export class ModelWidget extends PageWidget {
  constructor(
    readonly project: string,
    readonly name: string,
    version: number | null,
    private readonly preferred: () => string,
    private readonly context: IPageContext
  ) {
    super();
    this._version = version;
    this.id = `mlops-lab-model-${encodeURIComponent(project)}-${encodeURIComponent(name)}`;
    this.addClass('jp-MlopsModel');
    this.title.icon = modelIcon;
    this.title.label = name;
    this.title.caption = `${project} / ${name}`;
  }

  /** The version that is looked at; null: the newest. */
  get version(): number | null {
    return this._version;
  }

  get versionChanged(): ISignal<this, number> {
    return this._versionChanged;
  }

  /** Look at another version. */
  look(version: number): void {
    if (version !== this._version) {
      this._version = version;
      this._versionChanged.emit(version);
      this.update();
    }
  }

  protected body(visible: boolean): React.ReactElement {
    return (
      <ModelPage
        context={this.context}
        project={this.project}
        name={this.name}
        version={this._version}
        preferred={this.preferred()}
        visible={visible}
        onLook={version => this.look(version)}
      />
    );
  }

  private _version: number | null;
  private _versionChanged = new Signal<this, number>(this);
}
