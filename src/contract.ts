// The contract between relay and towers as text to read and to generate from: the wire's description → YAML.
import { readFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import { describeContract } from './wire/asyncapi.ts';

/** @param topicRoot first levels of every topic of this relay */
export function contractInYaml(topicRoot?: string): string {
  return stringify(describeContract(topicRoot), { lineWidth: 0, aliasDuplicateObjects: false });
}

/** Documents good and bad with the right decision for each, as JSON: what a maker tries his firmware with. */
export function contractVectors(): Promise<string> {
  return readFile(new URL('./wire/vectors.json', import.meta.url), 'utf8');
}
