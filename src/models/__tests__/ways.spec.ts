import { expect, it } from 'vitest';
import type { Plan, Transition } from '../../api/types';
import { actOf, backTo } from '../ways';

function moved(transition_id: string, version: number, state: string): Transition {
  return { transition_id, version, state } as Transition;
}

it('offers each version that was live once, at its newest moment, and not the live one', () => {
  const history = [
    moved('e', 3, 'live'),
    moved('d', 2, 'live'),
    moved('c', 4, 'failed'),
    moved('b', 2, 'live'),
    moved('a', 1, 'superseded')
  ];
  expect(backTo(history, 3)).toEqual(new Set(['d', 'a']));
});

it('offers no version that was never live', () => {
  expect(backTo([moved('a', 1, 'rejected'), moved('b', 2, 'awaiting approval')], null).size).toBe(
    0
  );
});

function plan(given: Partial<Plan>): Plan {
  return { blocked: [], transition_id: null, ...given } as Plan;
}

it('promotes, or says what is in the way', () => {
  expect(actOf(plan({}))).toBe('promote');
  expect(actOf(plan({ blocked: ['it was revoked'] }))).toBe('blocked');
});

it('leads to what is under way rather than asking again', () => {
  expect(actOf(plan({ transition_id: 't1', blocked: ['accuracy below champion'] }))).toBe('open');
});
