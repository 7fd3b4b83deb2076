import { CodeEditor, type IEditorServices } from '@jupyterlab/codeeditor';
import type { Extension } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import React, { useEffect, useImperativeHandle, useRef } from 'react';
import type { IProblem } from './client';

/** What others may do with the editor. */
export interface IEditorHandle {
  /** Put the cursor on a line, from 1. */
  readonly goTo: (line: number) => void;
}

/** YAML in JupyterLab's own editor, with the lines marked that something is wrong with. */
export const YamlEditor = React.forwardRef<
  IEditorHandle,
  {
    services: IEditorServices;
    text: string;
    problems: readonly IProblem[];
    readOnly: boolean;
    label: string;
    onChange: (text: string) => void;
  }
>(function YamlEditor(props, handle) {
  const { services, text, problems, readOnly, label, onChange } = props;
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<CodeEditor.IEditor | null>(null);
  const change = useRef(onChange);
  change.current = onChange;

  useEffect(() => {
    const node = host.current;
    if (node === null) {
      return undefined;
    }
    const model = new CodeEditor.Model({ mimeType: 'text/x-yaml' });
    const made = services.factoryService.newDocumentEditor({
      host: node,
      model,
      config: { lineNumbers: true, lineWrap: true, readOnly }
    });
    editor.current = made;
    const tell = (): void => change.current(model.sharedModel.getSource());
    model.sharedModel.changed.connect(tell);
    return () => {
      model.sharedModel.changed.disconnect(tell);
      editor.current = null;
      made.dispose();
      model.dispose();
    };
  }, [services, readOnly]);

  useEffect(() => {
    const source = editor.current?.model.sharedModel;
    if (source && source.getSource() !== text) {
      source.setSource(text);
    }
  }, [text, services, readOnly]);

  useEffect(() => {
    editor.current?.host.querySelector('.cm-content')?.setAttribute('aria-label', label);
  }, [label, readOnly]);

  useEffect(() => {
    let wanted = true;
    void import('./marks').then(({ markProblems, problemMarks }) => {
      const made = editor.current;
      // another editor than JupyterLab's own has no marks; the list below still tells
      if (wanted && made !== null && isCodeMirror(made)) {
        if (!marked.has(made)) {
          marked.add(made);
          made.injectExtension(problemMarks);
        }
        markProblems(made.editor, problems);
      }
    });
    return () => {
      wanted = false;
    };
  }, [problems, readOnly]);

  useImperativeHandle(handle, () => ({
    goTo: line => {
      editor.current?.setCursorPosition({ line: line - 1, column: 0 });
      editor.current?.revealPosition({ line: line - 1, column: 0 });
      editor.current?.focus();
    }
  }));

  return <div ref={host} className="jp-MlopsPolicy-editor" />;
});

/** JupyterLab's editor, of which its interface does not tell all. */
interface ICodeMirror extends CodeEditor.IEditor {
  readonly editor: EditorView;
  injectExtension(extension: Extension): void;
}

function isCodeMirror(made: CodeEditor.IEditor): made is ICodeMirror {
  return 'editor' in made && 'injectExtension' in made;
}

const marked = new WeakSet<CodeEditor.IEditor>();
