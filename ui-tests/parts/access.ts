import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** What stands in the way of a screen reader within an element, in words; nothing when all is well. */
export async function barriers(page: Page, within: string): Promise<string[]> {
  const found = await new AxeBuilder({ page }).include(within).analyze();
  return found.violations
    .filter(one => ['serious', 'critical'].includes(one.impact ?? ''))
    .flatMap(one => one.nodes.map(node => `${one.id}: ${node.html}`));
}
