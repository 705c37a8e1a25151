/**
 * The CRL shard of a certificate, fixed when it is issued. The end of a serial number is random, so that
 * shards fill evenly; the URL in the certificate keeps its shard when the number of shards changes later.
 * @param serial hex, eight digits at least
 */
export function shardOf(serial: string, shards: number): number {
  return Number.parseInt(serial.slice(-8), 16) % shards;
}
