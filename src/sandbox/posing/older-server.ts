/** Posing as an older server, for those whose clusters are: 1.24 to 1.35. What happens stays as it is; how it is told does not. */
import type { ServeOptions } from '../api/server.ts';
import type { Pose } from '../pose.ts';
import type { Recording } from '../replay/recording.ts';
import { olderAnswers, olderVersion } from './older-answers.ts';
import { olderObject } from './older-objects.ts';
import { olderPose } from './older-pose.ts';

/** Of the versions that can be played, the first and the one that was recorded, whose rules the controllers follow. */
const OLDEST = 24;
const RECORDED = 36;

/** The 27 of `1.27`, `v1.27` or `1.27.3`; undefined for a version that cannot be played. */
export function playableMinor(version: string): number | undefined {
  const minor = Number(/^v?1\.(\d+)(?:\.\d+)?$/.exec(version)?.[1]);
  return minor >= OLDEST && minor <= RECORDED ? minor : undefined;
}

/** The same recording as a server 1.`minor` would have told it. */
export function olderRecording(recording: Recording, minor: number): Recording {
  if (minor >= RECORDED) return recording;
  const events = recording.events.map((event) => ({
    ...event,
    object: olderObject(event.resource, event.object, minor),
  }));
  return { ...recording, events };
}

/** How such a server answers, whatever it tells. */
export function olderOptions(minor: number): Pick<ServeOptions, 'version' | 'around'> {
  return minor >= RECORDED ? {} : { version: olderVersion(minor), around: olderAnswers(minor) };
}

/** The pose of a living cluster; undefined for the version that it is of. */
export function poseOf(minor: number): Pose | undefined {
  return minor >= RECORDED ? undefined : olderPose(minor);
}
