import { inBrowserLanguage } from './browser-language';
import { type EndpointDependencies, LinkEndpoint, type Routes } from './endpoint';
import { type LinkParts, OneTimeLinks } from './links';
import { PackageEndpoint, type PackageEndpointDependencies } from './package-endpoint';

export interface DeliveryParts
  extends Omit<LinkParts, 'publicUrl'>,
    Omit<EndpointDependencies, 'links' | 'offers'> {
  /** Public base URL. Without it, the local port that the server listens on. */
  readonly publicUrl?: string;
}

/** Further dependencies of package downloads. */
type PackageParts = Pick<
  PackageEndpointDependencies,
  'clockQuality' | 'collections' | 'evidence' | 'onDownloaded' | 'signIn' | 'tool'
>;

/** Issues one-time links and mounts the endpoints that serve them. */
export class Delivery {
  readonly links: OneTimeLinks;
  #port = 0;

  constructor(private readonly parts: DeliveryParts) {
    const publicUrl = () => parts.publicUrl ?? `http://localhost:${this.#port}`;
    this.links = new OneTimeLinks({ ...parts, publicUrl });
  }

  mount(routes: Routes, offers: EndpointDependencies['offers']): void {
    new LinkEndpoint({ ...this.parts, links: this.links, offers }).mount(inBrowserLanguage(routes));
  }

  mountPackages(routes: Routes, parts: PackageParts): void {
    new PackageEndpoint({ ...this.parts, ...parts, links: this.links }).mount(
      inBrowserLanguage(routes),
    );
  }

  /** Records the port that the server listens on. */
  opened(port: number): void {
    this.#port = port;
  }
}
