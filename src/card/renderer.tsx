import { ReactWidget } from '@jupyterlab/apputils';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import React from 'react';
import type { Run } from '../api/types';
import { FromRun } from '../models/fromrun';
import { PageCommands, type IPageContext } from '../pages/tokens';
import { Card } from './card';
import { RUN_MIME, RunCard, cardData, type ICardData } from './model';

/** Draws an output that holds a run. */
export class CardRenderer extends ReactWidget implements IRenderMime.IRenderer {
  constructor(
    private readonly context: IPageContext,
    private readonly resume: (run: Run) => void
  ) {
    super();
    this.addClass('jp-MlopsCardOutput');
  }

  renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const data = cardData(model.data[RUN_MIME]);
    if (data !== null && data.run_id !== this._data?.run_id) {
      this._card?.sleep();
      this._card = new RunCard(this.context.lab, data.run_id);
    }
    this._data = data;
    this.update();
    return this.renderPromise ?? Promise.resolve();
  }

  override dispose(): void {
    this._card?.sleep();
    super.dispose();
  }

  protected render(): React.ReactElement | null {
    const { commands, trans } = this.context;
    const [data, card] = [this._data, this._card];
    if (data === null || card === null) {
      return <p>{trans.__('This output names no run.')}</p>;
    }
    return (
      <Card
        key={data.run_id}
        data={data}
        card={card}
        trans={trans}
        onOpen={() => void commands.execute(PageCommands.openRun, { run_id: data.run_id })}
        onCompare={runIds =>
          void commands.execute(PageCommands.compare, { run_ids: runIds, baseline: runIds[0] })
        }
        onResume={this.resume}
        became={run => <FromRun context={this.context} run={run} />}
      />
    );
  }

  private _data: ICardData | null = null;
  private _card: RunCard | null = null;
}
