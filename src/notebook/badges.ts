import type { Cell } from '@jupyterlab/cells';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { IDisposable } from '@lumino/disposable';
import type { PanelLayout } from '@lumino/widgets';
import { CellBadge, type IBadgeContext } from './badge';
import type { NotebookRuns } from './model';

const INPUT = 'jp-Cell-inputWrapper';

/** Puts badges on the cells of one notebook, while it can be seen and badges are wanted. */
export class Badges implements IDisposable {
  constructor(
    private readonly panel: NotebookPanel,
    private readonly runs: NotebookRuns,
    private readonly context: IBadgeContext,
    private readonly wanted: () => boolean
  ) {
    runs.changed.connect(this.refresh, this);
    panel.content.modelContentChanged.connect(this._refreshSoon, this);
    panel.disposed.connect(this.dispose, this);
    this._seen = new IntersectionObserver(entries => {
      this._visible = entries.some(entry => entry.isIntersecting);
      this.refresh();
    });
    this._seen.observe(panel.node);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Bring all badges up to date. */
  refresh(): void {
    const wanted = this.wanted();
    if (this._visible && wanted) {
      this.runs.wake();
    } else {
      this.runs.sleep();
    }
    const { cells } = this.runs.state;
    for (const cell of this.panel.content.widgets) {
      const mine = wanted ? (cells[cell.model.id] ?? null) : null;
      const badge = this._badges.get(cell);
      if (badge !== undefined) {
        badge.cell = mine;
      } else if (mine !== null && !cell.isPlaceholder()) {
        this._place(cell).cell = mine;
      } else if (mine !== null) {
        void cell.ready.then(() => this._refreshSoon());
      }
    }
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      cancelAnimationFrame(this._frame);
      this._seen.disconnect();
      this.runs.sleep();
      this.runs.changed.disconnect(this.refresh, this);
    }
  }

  private _place(cell: Cell): CellBadge {
    const badge = new CellBadge(this.context);
    const layout = cell.layout as PanelLayout;
    const input = layout.widgets.findIndex(widget => widget.hasClass(INPUT));
    layout.insertWidget(input + 1, badge);
    this._badges.set(cell, badge);
    return badge;
  }

  private _refreshSoon(): void {
    cancelAnimationFrame(this._frame);
    this._frame = requestAnimationFrame(() => {
      if (!this._isDisposed && Object.keys(this.runs.state.cells).length > 0) {
        this.refresh();
      }
    });
  }

  private _badges = new WeakMap<Cell, CellBadge>();
  private _seen: IntersectionObserver;
  private _visible = false;
  private _frame = 0;
  private _isDisposed = false;
}
