import { Signal, type ISignal } from '@lumino/signaling';
import React from 'react';
import { compareIcon } from '../icons';
import type { IPageContext } from '../pages/tokens';
import { PageWidget } from '../pages/widget';
import { ComparePage } from './page';

/** What a comparison holds against what. */
export interface ICompared {
  readonly runIds: readonly string[];
  readonly baseline: string | undefined;
}

let opened = 0;

/** The page that compares runs. */
export class CompareWidget extends PageWidget {
  constructor(
    compared: ICompared,
    private readonly context: IPageContext
  ) {
    super();
    this._compared = compared;
    this.id = `mlops-lab-compare-${(opened += 1)}`;
    this.addClass('jp-MlopsCompare');
    this.title.icon = compareIcon;
    this._name();
  }

  get compared(): ICompared {
    return this._compared;
  }

  /** The runs or the baseline were changed on the page. */
  get comparedChanged(): ISignal<this, ICompared> {
    return this._comparedChanged;
  }

  protected body(visible: boolean): React.ReactElement {
    return (
      <ComparePage
        context={this.context}
        compared={this._compared}
        visible={visible}
        onChange={compared => {
          this._compared = compared;
          this._name();
          this._comparedChanged.emit(compared);
          this.update();
        }}
      />
    );
  }

  private _name(): void {
    const { trans } = this.context;
    const count = this._compared.runIds.length;
    this.title.label = trans._n('Compare %1 run', 'Compare %1 runs', count);
  }

  private _compared: ICompared;
  private _comparedChanged = new Signal<this, ICompared>(this);
}
