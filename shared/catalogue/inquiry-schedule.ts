/**
 * After how many minutes a caller asks what became of a `U`, each counted from the one before;
 * after the last it asks support. Together they span the time in which every application is
 * decided.
 *
 * @see the wire contract, section 4
 */
export const inquiryWaitMinutes = [5, 10, 20, 40, 80, 160, 320] as const;

/** The same in a sentence: `after 5, 10, ... and 320 minutes`. */
export const afterInquiryWaits = `after ${inquiryWaitMinutes.slice(0, -1).join(', ')} and ${inquiryWaitMinutes.at(-1)} minutes`;
