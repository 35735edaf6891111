// The environment's names of the settings: variables, or files that hold a value, laid over what the settings' file says.

type Environment = Readonly<Record<string, string | undefined>>;

/** Environment names and the settings they are. Each also as NAME_FILE: the path of a file that holds the value. */
export const ENVIRONMENT: Readonly<Record<string, string>> = {
  HOST: 'host',
  PORT: 'port',
  PUBLIC_URL: 'publicUrl',
  TRUST_PROXY: 'trustProxy',
  DATA_DIR: 'dataDir',
  DATABASE_URL: 'databaseUrl',
  ORGANISATION_FILE: 'organisation',
  SAMPLE_CONTROLLERS: 'sampleControllers',
  LOG_LEVEL: 'logLevel',
  MQTT_HOST: 'mqtt.host',
  MQTT_PORT: 'mqtt.port',
  MQTT_URL: 'mqtt.url',
  MQTT_USERNAME: 'mqtt.username',
  MQTT_PASSWORD: 'mqtt.password',
  MQTT_PUBLIC_URL: 'mqtt.publicUrl',
  MQTT_CA: 'mqtt.ca',
  MQTT_TLS_CERT: 'mqtt.tlsCert',
  MQTT_TLS_KEY: 'mqtt.tlsKey',
  MQTT_TLS_PORT: 'mqtt.tlsPort',
  MQTT_TOPIC_ROOT: 'mqtt.topicRoot',
  LINE_CHANNEL_SECRET: 'line.channelSecret',
  LINE_PREVIOUS_CHANNEL_SECRET: 'line.previousChannelSecret',
  LINE_CHANNEL_ACCESS_TOKEN: 'line.channelAccessToken',
  LINE_API_URL: 'line.apiUrl',
  LINE_CONTENT_URL: 'line.contentUrl',
  VOICE_ENGINES: 'voice.engines',
  ESPEAK_PATH: 'voice.espeakPath',
  VOICE_REGISTER: 'voice.register',
  VOICE_PACE: 'voice.pace.usual',
  VOICE_EMERGENCY_PACE: 'voice.pace.emergency',
  VOICE_PARALLEL: 'voice.parallel',
  FFMPEG_PATH: 'ffmpegPath',
  APPROVAL_PASSPHRASE: 'approvals.passphrase',
  APPROVAL_SIGNER: 'approvals.signer',
  APPROVAL_SIGNER_SECRET: 'approvals.signerSecret',
  EMERGENCY_APPROVALS: 'approvals.emergency',
  TOWER_CLIPS_URL: 'tower.clipsUrl',
};

/**
 * @param settings what config/relay.yaml holds; left as it is
 * @param problems what could not be read is added here
 * @returns the settings with the environment's values in their places
 */
export function withEnvironment(
  settings: unknown,
  environment: Environment,
  readFile: (path: string) => string,
  problems: string[],
): Record<string, unknown> {
  const merged: Record<string, unknown> =
    typeof settings === 'object' && settings !== null
      ? structuredClone(settings as Record<string, unknown>)
      : {};
  for (const [name, place] of Object.entries(ENVIRONMENT)) {
    const value = fromEnvironment(name, environment, readFile, problems);
    if (value !== undefined && value !== '')
      put(merged, place, name === 'VOICE_ENGINES' ? value.split(/[\s,]+/) : value);
  }
  return merged;
}

function fromEnvironment(
  name: string,
  environment: Environment,
  readFile: (path: string) => string,
  problems: string[],
): string | undefined {
  const path = environment[`${name}_FILE`];
  // ORGANISATION_FILE is itself a path.
  if (path === undefined || path === '' || name === 'ORGANISATION_FILE') return environment[name];
  try {
    return readFile(path).trim();
  } catch (cause) {
    problems.push(
      `${name}_FILE: cannot read ${path} (${cause instanceof Error && 'code' in cause ? cause.code : 'unreadable'})`,
    );
    return undefined;
  }
}

function put(into: Record<string, unknown>, place: string, value: unknown): void {
  const [first = '', ...rest] = place.split('.');
  if (rest.length === 0) {
    into[first] = value;
    return;
  }
  const inner = into[first];
  const next: Record<string, unknown> =
    typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : {};
  into[first] = next;
  put(next, rest.join('.'), value);
}
