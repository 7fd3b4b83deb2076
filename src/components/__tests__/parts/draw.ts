import { act, type ReactElement } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach } from 'vitest';

declare global {
  var IS_REACT_ACT_ENVIRONMENT: boolean;
}
globalThis.IS_REACT_ACT_ENVIRONMENT = true;

const undone: (() => void)[] = [];

/** What is drawn in a document, until the test ends. */
export interface IDrawn {
  readonly node: HTMLElement;
  readonly redraw: (element: ReactElement) => Promise<void>;
}

/** Draw an element and let what it asked for arrive. */
export async function draw(element: ReactElement): Promise<IDrawn> {
  const node = document.body.appendChild(document.createElement('div'));
  const root = createRoot(node);
  const redraw = (next: ReactElement): Promise<void> => settled(() => root.render(next));
  undone.push(() => {
    act(() => root.unmount());
    node.remove();
  });
  await redraw(element);
  return { node, redraw };
}

/** Do something and let its consequences arrive. */
export async function settled(work: () => void): Promise<void> {
  await act(async () => {
    work();
    await Promise.resolve();
  });
}

afterEach(() => {
  for (const undo of undone.splice(0)) {
    undo();
  }
});
