import { inBrowserLanguage } from './browser-language';
import { Door, type EndpointDependencies, type Routes } from './endpoint';
import { type LinkParts, OneTimeLinks } from './links';
import { PackageEndpoint, type PackageEndpointDependencies } from './package-endpoint';

export interface DeliveryParts
  extends Omit<LinkParts, 'publicUrl'>,
    Omit<EndpointDependencies, 'links' | 'offers'> {
  /** Where people reach us; unknown before the door is open when any free port is taken. */
  readonly publicUrl?: string;
}

/** What packages need beside the rest. */
type PackageParts = Pick<
  PackageEndpointDependencies,
  'collections' | 'evidence' | 'onDownloaded' | 'signIn'
>;

/** The links that people get, and the door where they are used. */
export class Delivery {
  readonly links: OneTimeLinks;
  #port = 0;

  constructor(private readonly parts: DeliveryParts) {
    const publicUrl = () => parts.publicUrl ?? `http://localhost:${this.#port}`;
    this.links = new OneTimeLinks({ ...parts, publicUrl });
  }

  mount(routes: Routes, offers: EndpointDependencies['offers']): void {
    new Door({ ...this.parts, links: this.links, offers }).mount(inBrowserLanguage(routes));
  }

  mountPackages(routes: Routes, parts: PackageParts): void {
    new PackageEndpoint({ ...this.parts, ...parts, links: this.links }).mount(
      inBrowserLanguage(routes),
    );
  }

  /** The door is open on this port. */
  opened(port: number): void {
    this.#port = port;
  }
}
