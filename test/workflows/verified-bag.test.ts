import { readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { sealBag } from '../../src/evidence/bag';
import { HashingStoppedError } from '../../src/evidence/digests';
import { verifyBag } from '../../src/evidence/verify';
import { renderEnglish } from '../../src/language/language';
import type { Evidence } from '../../src/ports';
import { collectPackage } from '../../src/workflows/collect/collect-package';
import type { WorkflowServices } from '../../src/workflows/engine/services';
import { facts, payload, pieces } from '../evidence/bags';
import { admits } from '../support/admission';
import { Killed, newMemory, rehearse } from '../support/rehearsal';
import { mia, type Stage, setStage } from './stage';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterEach(() => {
  stage.simulator.reset();
  stage.journal.length = 0;
});
afterAll(() => stage.close());

const machine = 'ws-042.contoso.example';
const inStore = (file: string) => join(stage.evidenceFolder, file);
const operations = () => stage.journal.map(({ operation }) => operation);
const links = () =>
  stage.simulator.calls().filter(({ path }) => /getPackageUri$/i.test(path)).length;

/** The real store, whose disk damages a bag as soon as it is stored, the first times. */
function onBadDisk(spoil: (path: string) => Promise<unknown>, times = 1): Evidence {
  let left = times;
  const keep: Evidence['store'] = async (request) => {
    const kept = await stage.services.evidence.store(request);
    if (left-- > 0) await spoil(inStore(kept.file));
    return kept;
  };
  return Object.assign(Object.create(stage.services.evidence) as Evidence, { store: keep });
}

async function flip(path: string): Promise<void> {
  const bytes = await readFile(path);
  bytes[bytes.length >> 1]! ^= 1;
  await writeFile(path, bytes);
}

/** Replaces it with another bag of the same name, equally valid. */
async function replace(path: string): Promise<void> {
  const id = basename(path, '.zip').replace(/-(\d+)$/, '/$1');
  const { actionId } = (await stage.services.collections.ofPackage(id))!.package;
  const written: Buffer[] = [];
  await sealBag({
    name: basename(path, '.zip'),
    payload: pieces(payload, 1000),
    facts: { ...facts, actionId: actionId! },
    out: async (bytes) => void written.push(Buffer.from(bytes)),
  });
  await writeFile(path, Buffer.concat(written));
}

async function asked() {
  const { packages } = await stage.ask(machine);
  return workflowIdOf(packages[0]!.id, 1);
}

function workflowIdOf(id: string, attempt: number) {
  const memory = newMemory();
  const around = { id: `${id}:${attempt}`, memory, now: () => stage.clock.now() };
  const onWait = () => stage.untilItEnds(id);
  return {
    id,
    memory,
    play: (changed: Partial<WorkflowServices>, killedAfter?: number) =>
      rehearse(
        collectPackage,
        { packageId: id, attempt },
        { ...around, onWait, killedAfter, services: { ...stage.services, ...changed } },
      ),
    end: async () => (await stage.services.collections.ofPackage(id))!.package,
  };
}

describe('a bag that the store does not hold as it was sealed', () => {
  it.each([
    ['has one bit changed', flip],
    ['is cut short', (path: string) => truncate(path, 70_000)],
    ['is gone', (path: string) => rm(path)],
    ['is a whole bag of something else', replace],
  ])('is fetched and sealed once more when it %s', async (_, spoil) => {
    const workflow = await asked();

    await workflow.play({ evidence: onBadDisk(spoil) });

    const { state, stored } = await workflow.end();
    expect(state).toBe('ready');
    expect(await verifyBag(inStore(stored!.file))).toMatchObject({ valid: true });
    expect(operations()).toEqual([
      ...['package.sealed', 'package.damaged', 'package.sealed', 'package.ready'],
    ]);
    expect(links()).toBe(2);
  });

  it('is never handed out: after several tries the story says what failed, and nothing is left', async () => {
    const workflow = await asked();

    const spoil = (path: string) => {
      stage.simulator.clock.advance(60_000);
      return flip(path);
    };
    await workflow.play({ evidence: onBadDisk(spoil, 100) });

    const { failure, state, stored } = await workflow.end();
    expect({ state, stored }).toEqual({ state: 'failed', stored: undefined });
    expect(failure?.cause).toMatch(/^The stored file didn’t match its seal/);
    expect(renderEnglish(failure!.said!)).toMatch(/it was changed\.$/);
    expect(await readdir(stage.evidenceFolder)).not.toContain(
      `${workflow.id.replace('/', '-')}.zip`,
    );
    expect(links()).toBe(6);
  });

  it('ends the story at once where the store lets nothing be removed', async () => {
    const workflow = await asked();
    const remove = () => Promise.reject(new Error('BlobImmutableDueToPolicy'));

    await workflow.play({ evidence: Object.assign(onBadDisk(flip), { remove }) });

    const { failure, state } = await workflow.end();
    expect(state).toBe('failed');
    expect(failure?.advice).toMatch(/remove the file from the store/);
    expect(operations()).toEqual(['package.sealed', 'package.damaged', 'package.failed']);
    expect(links()).toBe(1);
  });

  it('stays where it is while that can not be recorded', async () => {
    const workflow = await asked();
    const journal: WorkflowServices['journal'] = {
      write: async (event) => {
        if (event.operation === 'package.damaged') throw new Error('the journal is away');
        return stage.services.journal.write(event);
      },
    };

    await workflow.play({ evidence: onBadDisk(flip), journal });

    expect((await workflow.end()).state).toBe('failed');
    expect(await readdir(stage.evidenceFolder)).toContain(`${workflow.id.replace('/', '-')}.zip`);
  });
});

describe('a bag that could not be read back for a trouble of ours', () => {
  /** The real store, in an app whose threads die the first times. */
  function withoutThreads(times: number) {
    let left = times;
    const onDisk: Evidence['onDisk'] = (file, work) =>
      left-- > 0
        ? Promise.reject(new HashingStoppedError())
        : stage.services.evidence.onDisk(file, work);
    return Object.assign(Object.create(stage.services.evidence) as Evidence, { onDisk });
  }

  it('is read again, and is ready without another download', async () => {
    const workflow = await asked();

    await workflow.play({ evidence: withoutThreads(2) });

    expect((await workflow.end()).state).toBe('ready');
    expect(operations()).toEqual(['package.sealed', 'package.ready']);
    expect(links()).toBe(1);
  });

  it('is not told as damaged and stays in the store, however often that happens', async () => {
    const workflow = await asked();

    await workflow.play({ evidence: withoutThreads(Number.POSITIVE_INFINITY) });

    const { failure, state } = await workflow.end();
    expect(state).toBe('failed');
    expect(failure?.cause).toBe('Something went wrong on our side.');
    expect(operations()).toEqual(['package.sealed', 'package.failed']);
    expect(await readdir(stage.evidenceFolder)).toContain(`${workflow.id.replace('/', '-')}.zip`);
  });
});

describe('a bag that another replica completed first', () => {
  it('is not removed when it came just after this one had found nothing', async () => {
    const workflow = await asked();
    const aside = join(stage.evidenceFolder, '..', 'aside.zip');
    const inPlace = inStore(`${workflow.id.replace('/', '-')}.zip`);
    const evidence = onBadDisk((path) => rename(path, aside));
    const journal: WorkflowServices['journal'] = {
      write: async (event) => {
        if (event.operation === 'package.damaged') await rename(aside, inPlace);
        return stage.services.journal.write(event);
      },
    };

    await workflow.play({ evidence, journal });

    expect((await workflow.end()).state).toBe('ready');
    expect(operations()).toEqual(['package.sealed', 'package.damaged', 'package.ready']);
    expect(links()).toBe(1);
  });

  it('is verified and stays: it is held against nothing that was sealed here', async () => {
    const workflow = await asked();
    const evidence = onBadDisk(replace);
    const keep: Evidence['store'] = async (request) => ({
      ...(await evidence.store(request)),
      written: false,
    });

    await workflow.play({
      evidence: Object.assign(Object.create(evidence) as Evidence, { store: keep }),
    });

    const { state, stored } = await workflow.end();
    expect({ state, size: stored?.size }).toEqual({ state: 'ready', size: payload.length });
    expect(operations()).toEqual(['package.sealed', 'package.ready']);
  });
});

describe('a story that was killed after its bag was complete', () => {
  // Its steps up to there; the end of the download is not memoised.
  const download = 8;

  it.each([
    ['reads it back and does not fetch it again', undefined, ['package.ready']],
    [
      'fetches it again when it was damaged meanwhile',
      flip,
      ['package.damaged', 'package.sealed', 'package.ready'],
    ],
  ])('%s', async (_, meanwhile, then) => {
    const workflow = await asked();
    await expect(workflow.play({}, download)).rejects.toThrow(Killed);
    const file = `${workflow.id.replace('/', '-')}.zip`;
    expect(await readdir(stage.evidenceFolder)).toContain(file);
    await meanwhile?.(inStore(file));

    await workflow.play({});

    const { state, stored } = await workflow.end();
    expect(state).toBe('ready');
    expect(await verifyBag(inStore(stored!.file))).toMatchObject({
      valid: true,
      collection: { sha256: stored!.sha256 },
    });
    expect(operations()).toEqual(['package.sealed', ...then]);
  });
});

describe('a retry that finds what an earlier try has sealed', () => {
  const download = 8;
  const lastAction = async (id: string) =>
    (await stage.services.collections.ofPackage(id))!.package.actionId!;

  /** Its bag was complete, and then it failed; the person retries. */
  async function failedOnce() {
    const first = await asked();
    await expect(first.play({}, download)).rejects.toThrow(Killed);
    const earlier = await lastAction(first.id);
    await stage.services.collections.change(first.id, { state: 'failed' });
    const [collectionId] = first.id.split('/') as [string];
    const { package: failed } = (await stage.services.collections.ofPackage(first.id))!;
    await stage.services.collections.reopen(collectionId, {
      requestId: 'again',
      requester: mia,
      packages: [failed],
      admission: admits(),
    });
    return {
      again: workflowIdOf(first.id, 2),
      earlier,
      file: `${first.id.replace('/', '-')}.zip`,
    };
  }

  it('collects anew: the package of another action is not what was asked for', async () => {
    const { again, earlier, file } = await failedOnce();

    await again.play({});

    const { state, stored } = await again.end();
    const actionId = await lastAction(again.id);
    expect(state).toBe('ready');
    expect(actionId).not.toBe(earlier);
    expect(await verifyBag(inStore(file))).toMatchObject({
      valid: true,
      collection: { actionId, sha256: stored!.sha256 },
    });
    expect(links()).toBe(2);
    expect(stage.journal.slice(1)).toMatchObject([
      { operation: 'package.superseded', details: { file, actionId: earlier } },
      { operation: 'package.sealed' },
      { operation: 'package.ready' },
    ]);
  });

  it('leaves it alone while somebody holds the job, and says so', async () => {
    const { again, earlier, file } = await failedOnce();
    const holds: WorkflowServices['holds'] = {
      get: async (collectionId) => ({ collectionId, by: mia, at: stage.clock.now() }),
    };

    await again.play({ holds });

    await expectLeft(again, { earlier, file });
    expect(await saidBy(again)).toMatch(/^C-\w{5} is on legal hold\. To release it: release C-/);
  });

  it('says so where the store lets nothing be removed', async () => {
    const { again, earlier, file } = await failedOnce();
    const remove = () => Promise.reject(new Error('BlobImmutableDueToPolicy'));

    await again.play({
      evidence: Object.assign(Object.create(stage.services.evidence) as Evidence, { remove }),
    });

    await expectLeft(again, { earlier, file });
    expect(await saidBy(again)).toMatch(/^The store doesn’t allow removing it/);
  });

  type Again = ReturnType<typeof workflowIdOf>;
  const saidBy = async (again: Again) => renderEnglish((await again.end()).failure!.advice!);

  async function expectLeft(again: Again, { earlier, file }: { earlier: string; file: string }) {
    expect((await again.end()).state).toBe('failed');
    expect(await verifyBag(inStore(file))).toMatchObject({ collection: { actionId: earlier } });
    expect(links()).toBe(1);
  }
});
