/** A partner's id. */
export const clientIdGrammar = /^[A-Za-z0-9_-]{1,64}$/;

/** A customer's id: as body ids are, but without the comma that repeated headers are joined by. */
export const customerIdGrammar = /^[!"$-+\--~]{1,64}$/;
