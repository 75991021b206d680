import canonicalize from 'canonicalize';
import { v5 } from 'uuid';

export type Json = Readonly<Record<string, unknown>>;

// The namespace that STIX 2.1, section 2.9, gives for ids of observables.
const observables = '00abedb4-aa42-466c-9c01-fed23315a9b7';
// Our namespace: exporting a report twice gives the same ids.
const ours = 'b1d6f5b4-0a3e-5c6e-9c55-7f4f6a0d2e11';

/** An object of a bundle. */
export type StixObject = Json & { readonly id: string };

/** The id of an object of ours, by what it stands for. */
export function ourId(type: string, about: string): string {
  return `${type}--${v5(about, ours)}`;
}

/** The id of an observable by the properties that identify it: the same in everybody's bundles. */
export function idByContent(type: string, properties: Json): string {
  return `${type}--${v5(canonicalize(properties)!, observables)}`;
}

/** `ipv4-addr--…` */
export function observableId(address: string): string {
  return idByContent(addressType(address), { value: address });
}

export function addressType(address: string): 'ipv4-addr' | 'ipv6-addr' {
  return address.includes(':') ? 'ipv6-addr' : 'ipv4-addr';
}
