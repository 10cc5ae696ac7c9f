/** What a container can reach: the cluster's own names and ports, nothing else. */

/** An answer about a name. */
export type Resolution =
  | { readonly is: 'found'; readonly name: string; readonly addresses: readonly string[] }
  | { readonly is: 'not found' };

/** What connecting to an address came to. */
export type Connection = 'open' | 'refused' | 'unreachable';

/** The cluster's network as a pod sees it. */
export interface Network {
  /** The pod's own address. */
  readonly address: string;
  /** Looks a name up, through /etc/hosts, the search domains and the cluster's DNS. */
  resolve(name: string): Resolution;
  /** Whether a host with that address answers a ping. */
  isUp(address: string): boolean;
  /** Whether a TCP port answers. */
  connect(address: string, port: number): Connection;
}
