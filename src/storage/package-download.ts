import { DownloadBroken, isDefenderError, PackageRefused } from '../domain/errors';
import type { Evidence, PackageStream } from '../ports';
import { dropHalf, noteHalf, type PackageFiles, resumeHalf } from './evidence-files';
import { PackageWriter, type Written } from './package-writer';
import { codeOf } from './refusal';
import type { Room } from './room';

const megabyte = 1024 * 1024;
const lookForRoomEvery = 64 * megabyte;
const tellEvery = megabyte;

type KeepRequest = Parameters<Evidence['keep']>[0];

/** One try to bring one package in, going on where an earlier one was cut off. */
export class PackageDownload {
  private noted = 0;
  private told = 0;
  private looked = -1;
  /** What has come is not the beginning of the package: no use going on with it. */
  private spoiled = false;

  constructor(
    private readonly files: PackageFiles,
    private readonly room: Room,
  ) {}

  async run(request: KeepRequest): Promise<Written> {
    const half = await resumeHalf(this.files);
    const resume = half && { offset: half.writer.size, etag: half.etag };
    const stream = await request.open(resume).catch(async (error: unknown) => {
      await half?.writer.close();
      throw error;
    });
    const goesOn = resume && stream.offset === resume.offset && stream.etag === resume.etag;
    if (!goesOn) await half?.writer.close();
    const writer = half && goesOn ? half.writer : await this.beginAnew();
    try {
      await this.receive(stream, { writer, request });
      return await writer.finish();
    } catch (error) {
      await this.putAside(error, { writer, stream });
      throw explainDisk(error);
    }
  }

  private async beginAnew(): Promise<PackageWriter> {
    await dropHalf(this.files);
    return PackageWriter.create(this.files.part);
  }

  private async receive(
    stream: PackageStream,
    { writer, request }: { writer: PackageWriter; request: KeepRequest },
  ): Promise<void> {
    const { size: total } = stream;
    const begin = writer.size;
    for await (const piece of line(stream)) {
      // Looked at inside the loop, because leaving it is what closes the line.
      if (writer.size === begin && stream.offset !== begin) throw this.spoil('starts elsewhere');
      const size = writer.size + piece.length;
      if (total !== undefined && size > total)
        throw this.spoil(`is longer than its ${total} bytes`);
      await this.expectRoom(size, total ?? Math.max(size, stream.expects ?? 0));
      await writer.add(piece);
      await this.note(writer, stream.etag);
      this.tell(writer.size, request, total);
    }
    if (total !== undefined && writer.size < total)
      throw new DownloadBroken(`${writer.size} of ${total} bytes arrived`);
    if (writer.size === 0) throw this.spoil('is empty');
    request.onProgress?.(writer.size, total);
  }

  private spoil(why: string): DownloadBroken {
    this.spoiled = true;
    return new DownloadBroken(`what arrived ${why}`);
  }

  private async expectRoom(size: number, total = size): Promise<void> {
    this.room.expectAllowed(total);
    if (this.looked >= 0 && size - this.looked < lookForRoomEvery) return;
    this.looked = size;
    await this.room.expectFree(total - size);
  }

  /** Notes how much is safe, so that a crash costs no more than the rest. */
  private async note(writer: PackageWriter, etag?: string): Promise<void> {
    const { durable } = writer;
    if (etag === undefined || durable <= this.noted) return;
    this.noted = durable;
    await noteHalf(this.files, { etag, durable });
  }

  private tell(size: number, request: KeepRequest, total?: number): void {
    if (size - this.told < tellEvery) return;
    this.told = size;
    request.onProgress?.(size, total);
  }

  /** After a failure: keeps what can be continued, and makes room otherwise. */
  private async putAside(
    error: unknown,
    { writer, stream }: { writer: PackageWriter; stream: PackageStream },
  ): Promise<void> {
    const settled = await writer.settle().then(
      () => true,
      () => false,
    );
    const cut = error instanceof DownloadBroken || isDefenderError(error);
    const useful = settled && cut && !this.spoiled;
    if (useful && stream.etag !== undefined) await this.note(writer, stream.etag);
    else await dropHalf(this.files);
  }
}

/** The body, where every failure of the line says that it is one. */
async function* line({ body }: PackageStream): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (cause) {
    if (cause instanceof DownloadBroken || isDefenderError(cause)) throw cause;
    throw new DownloadBroken('the line broke', { cause });
  }
}

function explainDisk(error: unknown): unknown {
  if (!['ENOSPC', 'EDQUOT', 'EFBIG'].includes(codeOf(error) ?? '')) return error;
  return new PackageRefused('The disk is full.', { cause: error });
}
