import { nullTranslator } from '@jupyterlab/translation';
import React from 'react';
import { expect, it, vi } from 'vitest';
import { CopyLink } from '../copy';
import { draw, settled } from './parts/draw';

const trans = nullTranslator.load('mlops_lab');

async function click(
  writeText: ((text: string) => Promise<void>) | undefined
): Promise<HTMLElement> {
  const value = writeText && { writeText };
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value });
  const { node } = await draw(<CopyLink link="/lab?mlops-lab=run:1" trans={trans} />);
  await settled(() => node.querySelector('button')?.click());
  return node;
}

it('copies the whole address and says so', async () => {
  const write = vi.fn(() => Promise.resolve());
  const node = await click(write);
  expect(write).toHaveBeenCalledWith(`${window.location.origin}/lab?mlops-lab=run:1`);
  expect(node.textContent).toBe('Copied');
});

it.each([
  ['refused', () => Promise.reject(new DOMException('no', 'NotAllowedError'))],
  ['missing, as over plain http', undefined]
])('shows the link, selected, where the clipboard is %s', async (_, clipboard) => {
  const node = await click(clipboard);
  const box = node.querySelector('input');
  expect(box?.value).toContain('mlops-lab=run:1');
  expect(box?.selectionEnd).toBe(box?.value.length);
  expect(node.querySelector('[role="alert"]')?.textContent).toContain('refused');
  await settled(() =>
    box?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))
  );
  expect(node.querySelector('[role="alert"]')).toBeNull();
});
