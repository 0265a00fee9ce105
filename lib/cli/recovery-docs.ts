import { modelWreck } from '../volumes/model-wreck.ts';
import { planFor } from '../volumes/plan.ts';
import { type WayToLose, waysOfGit, waysOfHand } from '../volumes/ways-to-lose.ts';
import type { Style } from './style.ts';
import { collectedText } from './volumes-collect-run.ts';
import { planText } from './volumes-plan-run.ts';

const plain: Style = (_name, text) => text;

/** Text of `docs/disaster-recovery.md`: the road, the strategies, and every way to lose data. */
export function recoveryMarkdown(): string {
  const { evidence, wanted, now } = modelWreck();
  const first = planFor({ evidence, wanted });
  const [asked] = first.questions;
  const [candidate] = asked!.candidates;
  const answer = `${candidate!.uuid}=${asked!.claim}`;
  const swap = { ...planFor({ evidence, wanted, now }), questions: [], leftOver: [] };
  return `# Disaster recovery

Generated from \`lib/cli/recovery-docs.ts\` and \`lib/volumes/ways-to-lose.ts\` by \`npx hensteeth docs\`; a test fails when it is stale. What commands print here is what
they print for a made-up wreck, \`lib/volumes/model-wreck.ts\`.

The cluster is gone, or does not come back. **Your data is most likely all there**: it lies in logical volumes on the disk, and those do not need the cluster. What was lost is
the knowledge which volume belongs to which claim. You have time: nothing gets worse by waiting, and much gets worse by hurrying.

## First

1. **Type nothing that begins with \`microk8s reset\`, \`snap remove\`, \`kubectl delete\`, \`lvremove\`, \`mkfs\`, \`wipefs\` or \`dd\`.** Why, and what else: [ways to lose data](#ways-to-lose-data).
2. See whether it is a wreck at all. After a power cut the lab takes ten minutes to come back by itself: \`npx hensteeth status\`, then \`npx hensteeth doctor --ssh owner@hensteeth\`, and on the
   machine \`sudo hensteeth-node-check\`. When the API server answers and pods start, stop here.
3. Look at the volumes: \`sudo lvs\` on the machine. Are they listed? Then go on, slowly. Are they not? Then the disk or the volume group is the problem, not the cluster: \`sudo pvs\`, \`sudo vgs\`,
   and install nothing until that is understood.
4. Collect, before anything is removed or installed. This only reads.

\`\`\`
$ npx hensteeth volumes collect --ssh owner@hensteeth
${collectedText(evidence, 'volume-evidence.json', plain)}
\`\`\`

With \`--hashes\` it also reads all data, for \`volumes verify --content\` to compare with in the end; that takes as long as reading the disk does, and is worth it. Keep a copy of \`volume-evidence.json\` off the
machine. Kubelet's folder, which is one of the witnesses, goes with the snap; what is in this file stays.

## Which strategy

\`volumes plan\` chooses for each volume, and says why. The first line that holds is the one to take:

| when | strategy | what it does | needs | data afterwards |
|---|---|---|---|---|
| a backup of the datastore is there (\`npx hensteeth backup\`), taken after the last volume was made and less than a day old | restore | puts the datastore back: all objects have their UIDs again, so all names fit | nothing on the disk | as it was; TopoLVM knows every volume |
| the apps are not deployed yet, or their layers are suspended | adopt | a new LogicalVolume is held, the old volume gets its name, a PersistentVolume waits for the claim | nothing on the disk | as it was; TopoLVM knows the volume |
| Flux has deployed the apps already, and each has an empty volume | swap | the app is stopped, and old and new volume change their names; the empty one is left as \`.fresh\` | the empty volumes, which are as large as the claims | as it was; TopoLVM knows the volume |
| the volume lies in another volume group, has another file system than the class makes, or the layout of its class is another | copy | the app is stopped, files are copied into the new volume and compared; the old one is mounted read-only and stays | the size of the new volume | a copy; the old volume is left to you |

With a volume group that is more than half full the new, empty volumes do not fit beside the old ones: claims stay Pending, and only restore and adopt are open. Before the apps are deployed is also
the only time at which nothing has to be stopped. So when the datastore cannot be restored, plan before you bootstrap.

## The road

### 1. The machine

Does Ubuntu still start? Then leave it, and make MicroK8s new:

\`\`\`
sudo microk8s stop
findmnt | grep kubelet/pods        must print nothing; else restart the machine, and look again
sudo snap remove microk8s          not before collect, and never with a mount left
sudo snap install microk8s --classic --channel=1.27/stable      the channel is that of /etc/hensteeth/node.conf
sudo snap refresh --hold=forever microk8s
\`\`\`

Does it not? Then \`npx hensteeth node image --reinstall\` makes an image that makes root, boot and EFI new and keeps every other volume of the group; its guard refuses any other disk. How to start it, and
what it does: [node.md](node.md). In both cases \`sudo lvs\` must list the same volumes afterwards.

Then \`npx hensteeth kubeconfig --ssh owner@hensteeth\`, as on the first day: [from-nothing.md](from-nothing.md).

### 2. The plan

\`\`\`
$ npx hensteeth volumes plan --out plan.json
${planText(first, plain)}
\`\`\`

Read it. \`certain\` is a volume that a tag or map names, with a second witness that this was still so; \`likely\` is one that kubelet alone speaks for, with nothing that could be meant as well. What is asked is
asked because two volumes could be meant: look into them (mounted read-only: \`sudo mount -o ro,loop,noload /dev/GROUP/VOLUME /mnt\`; of xfs, \`-o ro,loop,norecovery,nouuid\`), and answer:

\`\`\`
npx hensteeth volumes plan --out plan.json --assign ${answer}
\`\`\`

A backup of the datastore is offered with \`--datastore-backup FILE\`, and a map that was kept elsewhere with \`--map FILE\`. The plan never guesses; with no tags, no map and no kubelet it asks for every claim.

Where the plan says restore, go on with [apply](#4-apply): the datastore brings Flux and all apps back with it, and nothing is deployed anew.

### 3. Flux

\`npx hensteeth bootstrap --ssh owner@hensteeth --hold plan.json\` puts Flux there, and holds back the layers whose volumes the plan adopts: they wait for TopoLVM, which takes minutes, and are
suspended long before. The age key must be at hand (\`--age-key FILE\`). It ends when every other layer is ready.

Too late for one of them? Nothing is lost: its claim has an empty volume now. \`npx hensteeth volumes map --out now.json\`, then the plan once more with \`--now now.json\`, and that claim is swapped:

\`\`\`
$ npx hensteeth volumes plan --now now.json --out plan.json
${swapText(swap)}
\`\`\`

### 4. Apply

\`\`\`
npx hensteeth volumes apply --ssh owner@hensteeth              says what would be next, and does nothing
npx hensteeth volumes apply --ssh owner@hensteeth --yes        does it
npx hensteeth volumes apply --ssh owner@hensteeth --yes --only media/data-pg-0
\`\`\`

Begin with one volume that matters least. A run that was cut, by you or by the power, is typed again: it looks at what is there, and goes on. \`--back\` takes back what was done, as long as the claim is not in
use. It stops, and says why, at everything that is not as the plan says. It resumes the layers in the end.

### 5. Verify

\`\`\`
npx hensteeth volumes verify --ssh owner@hensteeth --content --out verified.json
\`\`\`

Every claim is followed to its volume by LVM's own UUID, file systems are checked read-only, and with \`--content\` every file is compared with what \`collect --hashes\` found. Keep the report. Then open the apps
and look.

Only when all of this is clean: write the tags anew (\`npx hensteeth volumes map --write-tags --ssh owner@hensteeth\`), make a backup (\`npx hensteeth backup\`), commit the new \`cluster.json\`, and think about
volumes that are left (\`.fresh\`, copied ones, those of claims that the lab no longer has). This project removes none of them; when you do, do it a week later, one by one, by UUID.

## Ways to lose data

A rule is told by \`npx hensteeth check\` (or \`diff\`) before the push, \`npx hensteeth explain RULE\` says more. A guard is code that does not do it, or refuses. Where there is neither, only you are left.

### By a commit

${table(waysOfGit)}

### By hand, on the machine, or by the installer

${table(waysOfHand)}
`;
}

/** Of a plan just what is swapped: the rest was shown. */
function swapText(plan: Parameters<typeof planText>[0]): string {
  const volumes = plan.volumes.filter(({ strategy }) => strategy === 'swap');
  return planText({ ...plan, volumes }, plain).split('\n\n')[0]!;
}

function table(ways: readonly WayToLose[]): string {
  const rows = ways.map(({ way, what, rules = [], guards = [], onlyYou }) => [
    way,
    what,
    [
      ...(rules.length > 0 ? [`rules ${rules.map((rule) => `[\`${rule}\`](rules.md#${rule})`).join(', ')}`] : []),
      ...(guards.length > 0 ? [`guards \`${guards.join('`, `')}\``] : []),
      ...(onlyYou === undefined ? [] : [`**only you**: ${onlyYou}`]),
    ].join('; '),
  ]);
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(['way', 'what happens', 'what protects']), '|---|---|---|', ...rows.map(line)].join('\n');
}
