/** How NihaoPay signs a notice. Sources: see nihaopay.ts. */
import { signMd5KeyHashed, type Params } from '../../codecs/sorted-params';
import { equalInConstantTime, type Secret } from '../../kernel/secret';

/** Whether a notice is signed with a token: as it is, or without what has no value or arrived as the text `null`. */
export function isSignedWith({ verify_sign: given, ...fields }: Params, token: Secret): boolean {
  if (given === undefined) return false;
  const all = Object.entries(fields);
  const said = all.filter(([, value]) => value !== '');
  const forms = [all, said, said.filter(([, value]) => value !== 'null')];
  return forms.some((form) =>
    equalInConstantTime(signMd5KeyHashed(Object.fromEntries(form), token), given.toLowerCase()),
  );
}
