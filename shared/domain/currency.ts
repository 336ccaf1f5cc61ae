/**
 * ISO 4217 list one as amended to number 180, money only: no funds, metals, accounting units or
 * test codes.
 */
const codes =
  'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD ' +
  'CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS ' +
  'GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW ' +
  'KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR ' +
  'MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR ' +
  'SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX ' +
  'USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG';

const withoutMinorUnit = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF';
const withThousandths = 'BHD IQD JOD KWD LYD OMR TND';

const digitsByCode = new Map(codes.split(' ').map((code) => [code, 2]));
for (const code of withoutMinorUnit.split(' ')) digitsByCode.set(code, 0);
for (const code of withThousandths.split(' ')) digitsByCode.set(code, 3);

/**
 * Says whether the text is the alphabetic code of money in use: three capitals, exactly.
 * @see ISO 4217, list one
 */
export function isCurrency(text: string): boolean {
  return digitsByCode.has(text);
}

/**
 * The decimal digits of a currency's minor unit: 0 (JPY), 2 (USD) or 3 (KWD).
 * @throws {RangeError} when `isCurrency` refuses the code: a guess would move the decimal point of
 * money.
 * @see ISO 4217, list one, column "minor unit"
 */
export function minorUnitDigits(currency: string): number {
  const digits = digitsByCode.get(currency);
  if (digits === undefined) throw new RangeError('not an ISO 4217 currency');
  return digits;
}
