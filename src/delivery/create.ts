import { inBrowserLanguage } from './browser-language';
import { Door, type DoorParts, type Routes } from './endpoint';
import { type LinkParts, OneTimeLinks } from './links';
import { PackageDoor, type PackageDoorParts } from './package-endpoint';

export interface DeliveryParts
  extends Omit<LinkParts, 'publicUrl'>,
    Omit<DoorParts, 'links' | 'offers'> {
  /** Where people reach us; unknown before the door is open when any free port is taken. */
  readonly publicUrl?: string;
}

/** What packages need beside the rest. */
type PackageParts = Pick<PackageDoorParts, 'collections' | 'evidence' | 'onDownloaded' | 'signIn'>;

/** The links that people get, and the door where they are used. */
export class Delivery {
  readonly links: OneTimeLinks;
  #port = 0;

  constructor(private readonly parts: DeliveryParts) {
    const publicUrl = () => parts.publicUrl ?? `http://localhost:${this.#port}`;
    this.links = new OneTimeLinks({ ...parts, publicUrl });
  }

  mount(routes: Routes, offers: DoorParts['offers']): void {
    new Door({ ...this.parts, links: this.links, offers }).mount(inBrowserLanguage(routes));
  }

  mountPackages(routes: Routes, parts: PackageParts): void {
    new PackageDoor({ ...this.parts, ...parts, links: this.links }).mount(
      inBrowserLanguage(routes),
    );
  }

  /** The door is open on this port. */
  opened(port: number): void {
    this.#port = port;
  }
}
