import { fullImage, imageUses } from '../images.ts';
import type { Report, RuleSet } from '../rule.ts';
import { imageDocs } from './image-docs.ts';

/** Images against what the track knows of registries. */
export const imageRules: RuleSet = {
  rules: imageDocs,
  seesFacts: true,
  judge(world) {
    const reports: Report[] = [];
    for (const { image, subject, path } of imageUses(world)) {
      const full = fullImage(image);
      const gone = world.track.images.find(({ from }) => full.startsWith(from));
      if (!gone) continue;
      const instead = gone.to + full.slice(gone.from.length);
      const values = subject.release === undefined ? '' : ` in the values of release ${subject.release}`;
      reports.push({
        code: 'image-gone',
        subject,
        path,
        message: `image ${image} is gone: nothing is served under ${gone.from} any more; expected one under ${gone.to}`,
        hint: `Write ${instead}${values}.`,
      });
    }
    return { reports };
  },
};
