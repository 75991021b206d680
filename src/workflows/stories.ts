import { approval } from './approval';
import { collectPackage } from './collect-package';
import { finishCollection } from './finish-collection';
import { ipReport } from './ip-report';
import { notice } from './notice';
import { pager } from './pager';
import { turn } from './turn';

/** Every long story there is. */
export const stories = [turn, collectPackage, finishCollection, ipReport, approval, notice, pager];
