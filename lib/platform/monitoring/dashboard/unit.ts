/** Units by Grafana's own ids. Byte units count in 1024, all others in 1000; `percentunit` reads 1 as 100 %. */
export type Unit =
  | 'none'
  | 'short'
  | 'percentunit'
  | 'bytes'
  | 'binBps'
  | 'bps'
  | 'pps'
  | 'cps'
  | 'iops'
  | 's'
  | 'dtdurations'
  | 'celsius';
