import { describe, expect, it } from '@jest/globals';
import { isSignedBy, signatureOf } from './signature.js';

// The example of the provider's own description.
const TOKEN = '12345';
const URL = 'https://mycompany.com/myapp.php?foo=1&bar=2';
const FIELDS = { To: '+18005551212', Digits: '1234', Caller: '+14158675309', From: '+14158675309', CallSid: 'CA1234567890ABCDE' };
const SIGNATURE = 'RSOYDt4T1cUTdK1PDd93/VVr8B8=';

describe('a signature', () => {
  it('is the documented one', () => {
    expect(signatureOf(TOKEN, URL, FIELDS)).toBe(SIGNATURE);
    expect(isSignedBy(TOKEN, URL, FIELDS, SIGNATURE)).toBe(true);
  });

  it.each<[string, string, string, Record<string, string>, unknown]>([
    ['another token', '12346', URL, FIELDS, SIGNATURE],
    ['another address', TOKEN, `${URL}&x`, FIELDS, SIGNATURE],
    ['another value', TOKEN, URL, { ...FIELDS, Digits: '1235' }, SIGNATURE],
    ['a field more', TOKEN, URL, { ...FIELDS, Extra: '', A: 'b' }, SIGNATURE],
    ['a field less', TOKEN, URL, { To: FIELDS.To }, SIGNATURE],
    ['none', TOKEN, URL, FIELDS, undefined],
    ['an empty one', TOKEN, URL, FIELDS, ''],
    ['two', TOKEN, URL, FIELDS, [SIGNATURE, SIGNATURE]],
    ['a longer one', TOKEN, URL, FIELDS, `${SIGNATURE}=`],
  ])('is refused with %s', (_, token, url, fields, signature) => expect(isSignedBy(token, url, fields, signature)).toBe(false));
});
