import { collectPackage } from './collect-package';
import { finishCollection } from './finish-collection';
import { ipReport } from './ip-report';
import { turn } from './turn';

/** Every long story there is. */
export const stories = [turn, collectPackage, finishCollection, ipReport];
