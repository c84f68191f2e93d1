import { createPrivateKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import {
  boolean,
  bitString,
  explicit,
  implicit,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  set,
  utcTime,
  utf8String,
} from './der.ts';

/** A certificate and its private key, both PEM. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/** Who a certificate is for: Kubernetes reads the user from the common name and the groups from the organisations. */
export interface Subject {
  readonly commonName: string;
  readonly organizations?: readonly string[];
}

const lifetimeDays = 3_650;
const day = 86_400_000;
const ecdsaWithSha256 = sequence(objectIdentifier('1.2.840.10045.4.3.2'));

/** An authority of its own, which signs itself. */
export function createAuthority(subject: Subject): Certificate {
  const pair = newKeyPair();
  const extensions = [
    extension('2.5.29.19', sequence(boolean(true)), 'critical'),
    // keyCertSign
    extension('2.5.29.15', bitString(Uint8Array.of(0x04), 2), 'critical'),
  ];
  return encode({ subject, issuer: subject, publicKey: pair.publicKey, extensions }, pair.privateKey, pair.privateKey);
}

/** A certificate for the loopback address, with which a server shows itself and a client proves who it is. */
export function issue(authority: Certificate, authorityName: Subject, subject: Subject): Certificate {
  const pair = newKeyPair();
  const addresses = [implicit(7, Uint8Array.of(127, 0, 0, 1)), implicit(2, Buffer.from('localhost'))];
  const extensions = [
    // digitalSignature
    extension('2.5.29.15', bitString(Uint8Array.of(0x80), 7), 'critical'),
    // serverAuth, clientAuth
    extension('2.5.29.37', sequence(objectIdentifier('1.3.6.1.5.5.7.3.1'), objectIdentifier('1.3.6.1.5.5.7.3.2'))),
    extension('2.5.29.17', sequence(...addresses)),
  ];
  const contents = { subject, issuer: authorityName, publicKey: pair.publicKey, extensions };
  return encode(contents, pair.privateKey, createPrivateKey(authority.key));
}

/** A key pair for signing tokens of service accounts. */
export function newKeyPair() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

interface Contents {
  readonly subject: Subject;
  readonly issuer: Subject;
  readonly publicKey: KeyObject;
  readonly extensions: readonly Uint8Array[];
}

/** RFC 5280, 4.1. */
function encode({ subject, issuer, publicKey, extensions }: Contents, ownKey: KeyObject, signer: KeyObject): Certificate {
  const serial = Buffer.concat([Uint8Array.of(1), randomBytes(15)]);
  const toBeSigned = sequence(
    explicit(0, integer(Uint8Array.of(2))),
    integer(serial),
    ecdsaWithSha256,
    name(issuer),
    sequence(utcTime(new Date(Date.now() - day)), utcTime(new Date(Date.now() + lifetimeDays * day))),
    name(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    explicit(3, sequence(...extensions)),
  );
  const signed = sequence(toBeSigned, ecdsaWithSha256, bitString(sign('sha256', toBeSigned, signer)));
  const base64 = Buffer.from(signed).toString('base64').replaceAll(/.{64}/g, '$&\n');
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${base64.trimEnd()}\n-----END CERTIFICATE-----\n`,
    key: ownKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
}

function name({ commonName, organizations = [] }: Subject): Uint8Array {
  const attribute = (oid: string, value: string) => set(sequence(objectIdentifier(oid), utf8String(value)));
  return sequence(...organizations.map((organization) => attribute('2.5.4.10', organization)), attribute('2.5.4.3', commonName));
}

function extension(oid: string, value: Uint8Array, critical?: 'critical'): Uint8Array {
  return sequence(objectIdentifier(oid), ...(critical ? [boolean(true)] : []), octetString(value));
}
