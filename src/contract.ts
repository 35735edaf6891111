// The contract between relay and towers as text to read and to generate from: the wire's description → YAML.
import { stringify } from 'yaml';
import { describeContract } from './wire/asyncapi.ts';

/** @param topicRoot first levels of every topic of this relay */
export function contractInYaml(topicRoot?: string): string {
  return stringify(describeContract(topicRoot), { lineWidth: 0, aliasDuplicateObjects: false });
}
