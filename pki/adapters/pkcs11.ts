import { createHash } from 'node:crypto';
import type { Handle, PKCS11, Template } from 'pkcs11js';
import type { SignatureAlgorithm } from '../core/algorithms.ts';
import { readDer } from '../core/der/reader.ts';
import { readOctetString } from '../core/der/values.ts';
import { bitString, int, nul, octetString, oid, seq } from '../core/der/writer.ts';
import { type KeyAlgorithmId, keyAlgorithms } from '../core/keys/key-algorithms.ts';
import { type Signer, type SigningAlgorithm, signingAlgorithmOf } from '../core/keys/signer.ts';
import { oid as id } from '../core/oids.ts';
import { pkcs11Errors } from './pkcs11-errors.ts';

export type Pkcs11Options = {
  /** Path of the vendor's library. */
  readonly library: string;
  readonly tokenLabel: string;
  /** User PIN; stays in this process. */
  readonly pin: string;
};

/** An open, logged-in token. */
export type Pkcs11Token = {
  /** Makes a key pair that cannot leave the token. @throws pki.pkcs11-key-exists, pki.pkcs11-algorithm */
  generateKey(algorithm: KeyAlgorithmId, label: string): Buffer;
  /** A signer on the key of that label; its signatures are made one after the other. @throws pki.pkcs11-key-missing */
  signer(label: string, signature?: SigningAlgorithm): Signer;
  close(): void;
};

type Library = typeof import('pkcs11js');

/**
 * Opens a token by its label and logs in. The first token that a process opens of a library is the last to be closed.
 * @throws pki.pkcs11-not-installed, pki.pkcs11-library, pki.pkcs11-token-missing, pki.pkcs11-pin-wrong,
 *   pki.pkcs11-pin-locked, pki.pkcs11-failed
 */
export async function openPkcs11({ library, tokenLabel, pin }: Pkcs11Options): Promise<Pkcs11Token> {
  const lib = await loadModule();
  const pkcs11 = new lib.PKCS11();
  const initialised = load(lib, pkcs11, library);
  const close = () => {
    if (initialised) pkcs11.C_Finalize();
    pkcs11.close();
  };
  try {
    const session = login(lib, pkcs11, tokenLabel, pin);
    return tokenOf(lib, pkcs11, session, tokenLabel, close);
  } catch (error) {
    close();
    throw error;
  }
}

async function loadModule(): Promise<Library> {
  try {
    const module = await import('pkcs11js');
    return 'default' in module ? (module.default as Library) : module;
  } catch (cause) {
    throw pkcs11Errors['pkcs11-not-installed']({}, cause);
  }
}

/** Whether this call initialised the library: then it is ours to finalise. */
function load(lib: Library, pkcs11: PKCS11, library: string): boolean {
  try {
    pkcs11.load(library);
    pkcs11.C_Initialize();
    return true;
  } catch (cause) {
    if (cause instanceof lib.Pkcs11Error && cause.code === lib.CKR_CRYPTOKI_ALREADY_INITIALIZED) return false;
    throw pkcs11Errors['pkcs11-library']({ library }, cause);
  }
}

function login(lib: Library, pkcs11: PKCS11, token: string, pin: string): Handle {
  const labelOf = (slot: Handle) => pkcs11.C_GetTokenInfo(slot).label.replace(/[\0 ]+$/, '');
  const slot = pkcs11.C_GetSlotList(true).find((one) => labelOf(one) === token);
  if (!slot) throw pkcs11Errors['pkcs11-token-missing']({ token });
  const session = pkcs11.C_OpenSession(slot, lib.CKF_SERIAL_SESSION | lib.CKF_RW_SESSION);
  try {
    pkcs11.C_Login(session, lib.CKU_USER, pin);
  } catch (cause) {
    const code = cause instanceof lib.Pkcs11Error ? cause.code : undefined;
    if (code === lib.CKR_USER_ALREADY_LOGGED_IN) return session;
    if (code === lib.CKR_PIN_INCORRECT) throw pkcs11Errors['pkcs11-pin-wrong']({ token }, cause);
    if (code === lib.CKR_PIN_LOCKED) throw pkcs11Errors['pkcs11-pin-locked']({ token }, cause);
    throw failed('C_Login', cause);
  }
  return session;
}

function tokenOf(
  lib: Library,
  pkcs11: PKCS11,
  session: Handle,
  token: string,
  close: () => void,
): Pkcs11Token {
  let queue: Promise<unknown> = Promise.resolve();

  function find(objectClass: number, label: string): Handle | undefined {
    pkcs11.C_FindObjectsInit(session, [
      { type: lib.CKA_CLASS, value: objectClass },
      { type: lib.CKA_LABEL, value: label },
    ]);
    try {
      return pkcs11.C_FindObjects(session, 1)[0];
    } finally {
      pkcs11.C_FindObjectsFinal(session);
    }
  }

  /** A session holds one operation at a time (PKCS#11 §5.2): the next waits for its turn. */
  function sign(key: Handle, algorithm: SignatureAlgorithm, tbs: Buffer, maxLength: number): Promise<Buffer> {
    const { mechanism, input } = operation(lib, algorithm, tbs);
    const turn = queue.then(async () => {
      pkcs11.C_SignInit(session, { mechanism }, key);
      const raw = await pkcs11.C_SignAsync(session, input, Buffer.alloc(maxLength));
      return algorithm.family === 'ec' ? ecdsaValue(raw) : raw;
    });
    queue = turn.catch(() => undefined);
    return turn.catch((cause) => {
      throw failed('C_Sign', cause);
    });
  }

  return {
    generateKey(algorithm, label) {
      if (find(lib.CKO_PRIVATE_KEY, label)) throw pkcs11Errors['pkcs11-key-exists']({ key: label });
      const { mechanism, template } = generation(lib, algorithm);
      const common: Template = [
        { type: lib.CKA_TOKEN, value: true },
        { type: lib.CKA_LABEL, value: label },
        { type: lib.CKA_ID, value: createHash('sha256').update(label).digest().subarray(0, 16) },
      ];
      const secret: Template = [
        { type: lib.CKA_PRIVATE, value: true },
        { type: lib.CKA_SENSITIVE, value: true },
        { type: lib.CKA_EXTRACTABLE, value: false },
        { type: lib.CKA_SIGN, value: true },
      ];
      const open: Template = [{ type: lib.CKA_VERIFY, value: true }, ...template];
      try {
        const keys = pkcs11.C_GenerateKeyPair(
          session,
          { mechanism },
          [...common, ...open],
          [...common, ...secret],
        );
        return spkiOf(lib, pkcs11, session, keys.publicKey);
      } catch (cause) {
        throw failed('C_GenerateKeyPair', cause);
      }
    },

    signer(label, signature) {
      const publicKey = find(lib.CKO_PUBLIC_KEY, label);
      const privateKey = find(lib.CKO_PRIVATE_KEY, label);
      if (!publicKey || !privateKey) throw pkcs11Errors['pkcs11-key-missing']({ key: label });
      const publicKeySpki = spkiOf(lib, pkcs11, session, publicKey);
      const algorithm = signingAlgorithmOf(publicKeySpki, signature);
      if (algorithm.pss) throw pkcs11Errors['pkcs11-algorithm']({ algorithm: algorithm.name });
      return {
        algorithm,
        publicKeySpki,
        keyRef: `pkcs11:token=${encodeURIComponent(token)};object=${encodeURIComponent(label)}`,
        sign: (tbs) => sign(privateKey, algorithm, tbs, publicKeySpki.length),
      };
    },

    close() {
      pkcs11.C_CloseSession(session);
      close();
    },
  };
}

function generation(lib: Library, algorithm: KeyAlgorithmId): { mechanism: number; template: Template } {
  const {
    family,
    generation: { type, ...rest },
  } = keyAlgorithms[algorithm];
  if (family === 'ec') {
    const curve = oid(algorithm === 'ec-p256' ? id.p256 : id.p384);
    return { mechanism: lib.CKM_EC_KEY_PAIR_GEN, template: [{ type: lib.CKA_EC_PARAMS, value: curve }] };
  }
  if (type === 'rsa' && 'options' in rest && 'modulusLength' in rest.options) {
    const template = [
      { type: lib.CKA_MODULUS_BITS, value: rest.options.modulusLength },
      { type: lib.CKA_PUBLIC_EXPONENT, value: Buffer.from([1, 0, 1]) },
    ];
    return { mechanism: lib.CKM_RSA_PKCS_KEY_PAIR_GEN, template };
  }
  throw pkcs11Errors['pkcs11-algorithm']({ algorithm });
}

/** We hash, the token signs: few tokens hash fast, and fewer know every digest. */
function operation(
  lib: Library,
  algorithm: SignatureAlgorithm,
  tbs: Buffer,
): { mechanism: number; input: Buffer } {
  const digest = algorithm.digest;
  if (algorithm.family === 'ec' && digest) {
    return { mechanism: lib.CKM_ECDSA, input: createHash(digest).update(tbs).digest() };
  }
  if (algorithm.family === 'rsa' && (digest === 'sha256' || digest === 'sha384' || digest === 'sha512')) {
    const hash = createHash(digest).update(tbs).digest();
    // DigestInfo, RFC 8017 §9.2
    return { mechanism: lib.CKM_RSA_PKCS, input: seq(seq(oid(id[digest]), nul()), octetString(hash)) };
  }
  throw pkcs11Errors['pkcs11-algorithm']({ algorithm: algorithm.name });
}

/** r ‖ s of PKCS#11 as the SEQUENCE of RFC 3279 §2.2.3. */
function ecdsaValue(raw: Buffer): Buffer {
  const half = raw.length / 2;
  return seq(int(raw.subarray(0, half)), int(raw.subarray(half)));
}

function spkiOf(lib: Library, pkcs11: PKCS11, session: Handle, key: Handle): Buffer {
  const read = (...types: number[]) =>
    pkcs11
      .C_GetAttributeValue(
        session,
        key,
        types.map((type) => ({ type })),
      )
      .map(({ value }) => value as Buffer);
  const [keyType] = read(lib.CKA_KEY_TYPE);
  if (keyType!.readUInt8(0) === lib.CKK_RSA) {
    const [modulus, exponent] = read(lib.CKA_MODULUS, lib.CKA_PUBLIC_EXPONENT);
    return seq(seq(oid(id.rsaEncryption), nul()), bitString(seq(int(modulus!), int(exponent!))));
  }
  const [params, point] = read(lib.CKA_EC_PARAMS, lib.CKA_EC_POINT);
  return seq(seq(oid(id.ecPublicKey), params!), bitString(bareEcPoint(point!)));
}

/** CKA_EC_POINT is a DER OCTET STRING (PKCS#11 §2.3.3); some tokens leave the wrapping out. */
function bareEcPoint(value: Buffer): Uint8Array {
  const bare = value[0] === 4 && (value.length === 65 || value.length === 97);
  return bare ? value : readOctetString(readDer(value));
}

function failed(operationName: string, cause: unknown): Error {
  const result = cause instanceof Error ? cause.message.split('\n')[0]! : 'unknown';
  return pkcs11Errors['pkcs11-failed']({ operation: operationName, result }, cause);
}
