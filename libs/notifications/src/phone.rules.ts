const E164 = /^[1-9]\d{6,14}$/;

/** A number as networks know it: `+` and its digits. `country` completes one that was written without a calling code. */
export function e164(phone: string, country: string): string | undefined {
  const digits = phone.replace(/\D/g, '');
  const number = phone.trim().startsWith('+') ? digits : withCountry(digits, country);
  return number !== undefined && E164.test(number) ? `+${number}` : undefined;
}

/** In North America a number has ten digits; elsewhere people write a zero before the area that is not dialled from abroad. */
function withCountry(digits: string, country: string): string | undefined {
  if (country === '1') {
    if (digits.startsWith('011')) return digits.slice(3);
    if (digits.length === 10) return `1${digits}`;
    return digits.length === 11 && digits.startsWith('1') ? digits : undefined;
  }
  if (digits.startsWith('00')) return digits.slice(2);
  return country + digits.replace(/^0/, '');
}
