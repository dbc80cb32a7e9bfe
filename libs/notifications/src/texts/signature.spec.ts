import { describe, expect, it } from '@jest/globals';
import { isSignedBy, signatureOf } from './signature.js';

describe('signatureOf', () => {
  it('x', () => {
    expect(
      signatureOf('12345', 'https://mycompany.com/myapp.php?foo=1&bar=2', {
        CallSid: 'CA1234567890ABCDE',
        Caller: '+14158675309',
        Digits: '1234',
        From: '+14158675309',
        To: '+18005551212',
      }),
    ).toBe('RSOYDt4T1cUTdK1PDd93/VVr8B8=');
    expect(isSignedBy('a', 'b', {}, '')).toBe(false);
  });
});
