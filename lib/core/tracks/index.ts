import type { Track } from '../track.ts';
import { track127 } from './track-1.27.ts';

/** Tracks that this version of the project knows, by Kubernetes minor. */
export const tracks = { '1.27': track127 } as const satisfies Record<string, Track>;

/** Name of a track: a Kubernetes minor. */
export type TrackName = keyof typeof tracks;

/** Names of all tracks, oldest first. */
export const trackNames = Object.keys(tracks) as TrackName[];
