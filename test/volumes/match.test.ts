import { matchVolumes } from '../../lib/volumes/match.ts';
import { claimKey } from '../../lib/volumes/wanted-claims.ts';
import { type Losses, WreckMaker } from './wrecks.ts';

jest.setTimeout(120_000);

const LABS = 1000;

/** What became of the claims of many wrecked labs. */
function measured(losses: Losses, seed: number) {
  const figures = { right: 0, asked: 0, wrong: 0, claims: 0, first: 0, answerable: 0, wrongOnes: [] as string[] };
  for (let i = 0; i < LABS; i++) {
    const { props, truth } = new WreckMaker(seed * LABS + i, losses).make();
    const { matches, questions } = matchVolumes(props);
    figures.claims += new Set(props.claims.map(claimKey)).size;
    figures.asked += questions.length;
    for (const { claim, candidates } of questions) {
      const uuid = truth.get(claim);
      if (uuid === undefined) continue;
      figures.answerable++;
      if (candidates[0]?.volume.uuid === uuid) figures.first++;
      expect(candidates.map(({ volume }) => volume.uuid)).toContain(uuid);
    }
    for (const { claim, volume, witnesses } of matches) {
      if (truth.get(claim) === volume.uuid) figures.right++;
      else {
        figures.wrong++;
        figures.wrongOnes.push(
          `lab ${i}: ${claim} got ${volume.uuid} (${witnesses.join('; ')}), not ${truth.get(claim)}`,
        );
      }
    }
    const told = new Set([...matches.map(({ claim }) => claim), ...questions.map(({ claim }) => claim)]);
    expect([...told].sort()).toEqual([...new Set(props.claims.map(claimKey))].sort());
  }
  return figures;
}

test.each([
  ['nothing is lost', { each: 0, sort: 0, twist: 0 }],
  ['whole sorts of witnesses are lost', { each: 0, sort: 0.33, twist: 0 }],
  ['nothing is lost, and the lab has a history', { each: 0, sort: 0, twist: 0.5 }],
  ['one witness in ten is lost', { each: 0.1, sort: 0.1, twist: 0.2 }],
  ['a third of the witnesses is lost', { each: 0.33, sort: 0.25, twist: 0.5 }],
  ['most witnesses are lost', { each: 0.6, sort: 0.4, twist: 0.8 }],
])('of 1,000 wrecked labs, no claim gets a wrong volume when %s', (name, losses) => {
  const { right, asked, wrong, claims, first, answerable, wrongOnes } = measured(
    losses,
    Number(process.env['HENSTEETH_SEED'] ?? 1),
  );
  process.stdout.write(
    `matching, ${name}: ${claims} claims: ${right} right, ${asked} asked (of ${answerable} with data, ${first} had it suggested first), ${wrong} wrong\n`,
  );
  expect(wrongOnes.slice(0, 5)).toEqual([]);
});
