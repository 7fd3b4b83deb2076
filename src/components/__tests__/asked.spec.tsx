import React from 'react';
import { expect, it } from 'vitest';
import { useAsked } from '../asked';
import { draw, settled } from './parts/draw';

function Told(props: { ask: () => Promise<string> }): React.ReactElement {
  const { found, error, retry } = useAsked(props.ask);
  return <button onClick={retry}>{error ? `refused: ${error}` : (found ?? 'waiting')}</button>;
}

it('forgets an error when something else is asked', async () => {
  const refuse = (): Promise<string> => Promise.reject(new Error('no'));
  const wait = (): Promise<string> => new Promise(() => undefined);
  const { node, redraw } = await draw(<Told ask={refuse} />);
  expect(node.textContent).toBe('refused: no');
  await redraw(<Told ask={wait} />);
  expect(node.textContent).toBe('waiting');
});

it('asks again when told to', async () => {
  let tries = 0;
  const second = (): Promise<string> =>
    (tries += 1) === 1 ? Promise.reject(new Error('busy')) : Promise.resolve('at last');
  const { node } = await draw(<Told ask={second} />);
  expect(node.textContent).toBe('refused: busy');
  await settled(() => node.querySelector('button')?.click());
  expect(node.textContent).toBe('at last');
});

it('leaves a late answer to an earlier question alone', async () => {
  let late: (text: string) => void = () => undefined;
  const slow = (): Promise<string> => new Promise(resolve => (late = resolve));
  const quick = (): Promise<string> => Promise.resolve('quick');
  const { node, redraw } = await draw(<Told ask={slow} />);
  await redraw(<Told ask={quick} />);
  await settled(() => late('late'));
  expect(node.textContent).toBe('quick');
});
