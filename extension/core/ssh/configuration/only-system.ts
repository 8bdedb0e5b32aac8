import { existsSync } from 'node:fs';
import type { Directives } from './settings.ts';

/** What the configuration asks for that ssh2 lacks, in words; `undefined` where there is nothing. */
export function onlySystemReason(directives: Directives, uid: number): string | undefined {
  const value = (name: string) => {
    const given = directives.get(name)?.[0];
    return given === undefined || /^(none|no|false)$/i.test(given) ? undefined : given;
  };
  if (value('certificatefile')) return 'the configuration names a CertificateFile';
  if (value('pkcs11provider')) return 'the configuration names a PKCS11Provider';
  if (value('knownhostscommand')) return 'the configuration has a KnownHostsCommand';
  if (value('proxyusefdpass')) return 'the configuration asks for ProxyUseFdpass';
  // Distributions switch it on for everybody: only who has a ticket can use it.
  if (value('gssapiauthentication') && hasTicket(uid)) {
    return 'the configuration allows GSSAPI, and there is a Kerberos ticket';
  }
  return undefined;
}

function hasTicket(uid: number): boolean {
  const cache = process.env['KRB5CCNAME'];
  if (cache === undefined) return existsSync(`/tmp/krb5cc_${uid}`);
  return cache.startsWith('FILE:') ? existsSync(cache.slice(5)) : cache !== '';
}
