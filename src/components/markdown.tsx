import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { Widget } from '@lumino/widgets';
import React, { useLayoutEffect, useRef, useState } from 'react';
import { messageOf } from '../api/errors';

/** Text that people wrote, rendered as JupyterLab renders it: sanitized. */
export function Markdown(props: {
  rendermime: IRenderMimeRegistry;
  text: string;
}): React.ReactElement {
  const { rendermime, text } = props;
  const host = useRef<HTMLDivElement>(null);
  const [error, setError] = useState('');
  // as layout: its end is told while the node is still in the document, as Lumino wants it
  useLayoutEffect(() => {
    const node = host.current;
    if (!node) {
      return;
    }
    const type = 'text/markdown';
    const renderer = rendermime.createRenderer(type);
    const model = rendermime.createModel({ data: { [type]: text }, trusted: false });
    renderer.renderModel(model).then(
      () => setError(''),
      reason => setError(messageOf(reason))
    );
    Widget.attach(renderer, node);
    return () => {
      if (renderer.isAttached) {
        Widget.detach(renderer);
      }
      renderer.dispose();
    };
  }, [rendermime, text]);
  return (
    <>
      <div ref={host} className="jp-MlopsMarkdown" />
      {error && <p className="jp-MlopsError">{error}</p>}
    </>
  );
}
