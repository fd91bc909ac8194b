import { beforeFirstError, beforeFirstErrorOrFirst, type Floor, lastStep } from './floors';

/** What is asked of a set of runs. Shares from 0 to 1. */
export interface SetGoals {
  readonly id: string;
  readonly title: string;
  readonly exact: number;
  readonly agent?: number;
  readonly within3?: number;
  readonly top3: number;
  readonly floor: { readonly rule: Floor; readonly name: string; readonly wholeSet: number };
}

const firstError = { rule: beforeFirstErrorOrFirst, name: 'step before the first error, else the first' };
const errorOnly = { rule: beforeFirstError, name: 'step before the error' };
const last = { rule: lastStep, name: 'last step' };

/** By the `dataset` field. A set that is not listed has no goals: its figures are printed all the same. */
export const goalsOfSets: Readonly<Record<string, SetGoals>> = {
  'whowhen-ag': {
    id: 'V1',
    title: 'Who&When, algorithm-generated',
    exact: 0.5,
    agent: 0.65,
    within3: 0.85,
    top3: 0.7,
    floor: { ...firstError, wholeSet: 0.349 },
  },
  'whowhen-hc': {
    id: 'V2',
    title: 'Who&When, hand-crafted',
    exact: 0.3,
    agent: 0.7,
    within3: 0.45,
    top3: 0.5,
    floor: { ...last, wholeSet: 0.121 },
  },
  'agentrx-tau': {
    id: 'V3',
    title: 'AgentRx, tau-retail',
    exact: 0.4,
    top3: 0.5,
    floor: { ...errorOnly, wholeSet: 0.172 },
  },
  'agentrx-magentic': {
    id: 'V3',
    title: 'AgentRx, Magentic-One',
    exact: 0.32,
    top3: 0.5,
    floor: { ...last, wholeSet: 0.205 },
  },
};

/** V5: successful runs that the defect tier may flag. */
export const defectGoal = 0.02;
/** V6: attacked runs in which the injected instruction reached a tool call. */
export const injectionGoal = { precision: 0.9, recall: 0.8 };
