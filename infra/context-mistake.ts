/** A setting of the toolkit, `-c name=value`, that cannot be meant; says what would do. */
export class ContextMistake extends Error {}
