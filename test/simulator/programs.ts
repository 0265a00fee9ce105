import { castOf } from '../../lib/simulator/cast.ts';
import { whyNotHere } from './on-cluster.ts';

/** Builds the programs before the first test, where they are not built yet: half an hour, told as it goes on. */
export default async function programs(): Promise<void> {
  const why = whyNotHere();
  if (why !== undefined) process.stderr.write(`the tests of the simulator were not run: ${why}\n`);
  else await castOf('1.27', process.cwd(), (line) => process.stderr.write(`${line}\n`));
}
