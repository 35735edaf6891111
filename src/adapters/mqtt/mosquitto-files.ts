// Everything a new Mosquitto beside the relay needs, as files: the shipped configuration with this machine's paths and a
// door with TLS, the relay's own account, and a private authority with the broker's certificate.
import { join } from 'node:path';
import { firstDynamicSecurity } from './dynamic-security.ts';
import { createOwnAuthority } from './own-authority.ts';

const SHIPPED_FOLDER = '/mosquitto/data';
const SHIPPED_PLUGIN = '/usr/lib/mosquitto_dynamic_security.so';

export interface MosquittoWishes {
  /** config/mosquitto/mosquitto.conf */
  readonly shipped: string;
  /** Where the files will lie for Mosquitto. */
  readonly folder: string;
  readonly plugin: string | undefined;
  /** Host names and addresses of the broker, for its certificate. */
  readonly names: readonly string[];
  readonly tlsPort: number;
  readonly topicRoot: string;
  readonly relay: { readonly username: string; readonly password: string };
}

/** @returns by file name; those with `secret` are for Mosquitto's user alone */
export function mosquittoFiles(of: MosquittoWishes, now: number) {
  const authority = createOwnAuthority(now);
  const { certPem, keyPem } = authority.certify(of.names);
  const at = (name: string) => join(of.folder, name);
  const conf = of.shipped
    .replaceAll(SHIPPED_FOLDER, of.folder)
    .replace(SHIPPED_PLUGIN, of.plugin ?? SHIPPED_PLUGIN)
    // In clear only for this machine: with several doors, passwords travel through the one with TLS.
    .replace(/^listener 1883$/m, 'listener 1883 127.0.0.1')
    .concat(
      `\nlistener ${of.tlsPort}\ncertfile ${at('server.crt')}\nkeyfile ${at('server.key')}\ntls_version tlsv1.2\n`,
    );
  return {
    'mosquitto.conf': { text: conf, secret: false },
    'dynamic-security.json': { text: firstDynamicSecurity(of.topicRoot, of.relay), secret: true },
    'ca.crt': { text: authority.caPem, secret: false },
    'server.crt': { text: certPem, secret: false },
    'server.key': { text: keyPem, secret: true },
  } as const;
}
