import { type Extension, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view';
import type { IProblem } from './client';

const setProblems = StateEffect.define<readonly IProblem[]>();

const field = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (marks, transaction) => {
    let found = marks.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (effect.is(setProblems)) {
        const { doc } = transaction.state;
        const byLine = new Map<number, string[]>();
        for (const { line, message } of effect.value) {
          if (line >= 1 && line <= doc.lines) {
            byLine.set(line, [...(byLine.get(line) ?? []), message]);
          }
        }
        found = Decoration.set(
          [...byLine]
            .sort(([one], [other]) => one - other)
            .map(([line, messages]) =>
              Decoration.line({
                attributes: { class: 'jp-MlopsPolicy-wrong', title: messages.join('\n') }
              }).range(doc.line(line).from)
            )
        );
      }
    }
    return found;
  },
  provide: given => EditorView.decorations.from(given)
});

/** What an editor needs in order to mark lines with problems. */
export const problemMarks: Extension = field;

/** Mark the lines that something is wrong with. */
export function markProblems(view: EditorView, problems: readonly IProblem[]): void {
  view.dispatch({ effects: setProblems.of(problems) });
}
