/**
 * The signature of the first example of queryCreditQuota, at the time and of the client that the
 * examples of the headers name, by the partner's key of the test vectors.
 */
export const requestSignature =
  'algorithm=RSA256, keyVersion=2, signature=' +
  'bow0Gb7UNOp7lfctzbrsgfARmXVGEX9nkEsHHLo9dFEEkxpOaU9RCHtZgfeXXmh4Rf5rwiZVURVjR%2BsgkfISFZ' +
  'tqzuJgz%2FQsjDRmTFhZNMaRjGoAWqe5B9jcutmwMRmWyQcE9RPemZRWDraTkx6tN0wv2hhVKUh5luDEKWrVlzv5' +
  'JlapzIVI4eZgiWn6q7gtbHXLwfmHPPPWqHBIJCF8oTLFtQcxY87v9grKSWqLj3ttMg1tlm%2Bs8s8%2Fk4E9BSzg' +
  'QxPJ96mx5456o3SEhQzF%2FW72hzVFw08x59Xs87Joc8haD%2FUnL4sC3qchGOcx%2FnTWnqKTBgd0k7acSq0Tm7' +
  'JS5Q%3D%3D';

/** The signature of the answer to it, by the provider's key of the test vectors. */
export const answerSignature =
  'algorithm=RSA256,keyVersion=1,signature=' +
  'hsBDnLv4YvEuocbOK6PXM3jDQ9zhwaCTSnAS5fLvNbURUxVxs8EcKBJTHSznRqTp3Ec2MM%2BnTnBLIF8dd3V64Y' +
  'cep8X27fZPWNnYqLo%2FsuIR5sBKCWe6%2B54ClBqnmxOqx%2FcWjMXKv0Ffi2YLAIF5J8F6ToMV0Y%2Fjlo8Gak' +
  'PuIRQ7z36o%2BtYJhR9SfqjJHx3V3YxPlIvqCf9waZRVaiKrJm6pviW%2B2MNRrx1J%2B5IeEVRzVWkgo7UhM7q5' +
  'Q6xpKczSEo0qXDZVNGPgD3254DPEaOXQe1tX4tjYOSWiviUH3ROMCfVxn5g7xNgDYxWswog%2F1VqEABrZy68owh' +
  'nyC0RuxQ%3D%3D';
