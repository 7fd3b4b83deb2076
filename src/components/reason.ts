import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

/** What is asked before something is done. */
export interface IAskedReason {
  readonly title: string;
  /** What will happen. */
  readonly text: string;
  /** What the button that does it says. */
  readonly accept: string;
  /** Whether it cannot be done without a reason. */
  readonly required?: boolean;
}

/** Say what will happen and ask why; null where it is called off. */
export async function askReason(
  trans: TranslationBundle,
  asked: IAskedReason
): Promise<string | null> {
  const { title, text, accept, required } = asked;
  const body = new ReasonBody(text, trans.__('Reason'), required ?? true);
  const dialog = showDialog({
    title,
    body,
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.warnButton({ label: accept })
    ],
    focusNodeSelector: 'textarea'
  });
  const answer = await dialog;
  return answer.button.accept ? (answer.value ?? '') : null;
}

class ReasonBody extends Widget implements Dialog.IBodyWidget<string> {
  constructor(
    text: string,
    label: string,
    private readonly required: boolean
  ) {
    super();
    this.addClass('jp-MlopsReason');
    const said = document.createElement('p');
    said.textContent = text;
    const field = document.createElement('label');
    field.className = 'jp-MlopsField';
    const name = document.createElement('span');
    name.textContent = label;
    this._input = document.createElement('textarea');
    this._input.className = 'jp-mod-styled';
    this._input.rows = 3;
    this._input.maxLength = 10_000;
    this._input.addEventListener('input', () => this._check());
    field.append(name, this._input);
    this.node.append(said, field);
  }

  getValue(): string {
    return this._input.value.trim();
  }

  protected override onAfterAttach(): void {
    // the dialog's buttons are there once it is attached as a whole
    window.requestAnimationFrame(() => this._check());
  }

  /** Without a reason that is needed the button that does it stays dim. */
  private _check(): void {
    const button = this.node.closest('.jp-Dialog')?.querySelector('button.jp-mod-accept');
    if (this.required && button instanceof HTMLButtonElement) {
      button.disabled = this.getValue() === '';
    }
  }

  private _input: HTMLTextAreaElement;
}
