/** Tells the developer of something that went wrong, and why where that is known. */
export type Say = (message: string, cause?: unknown) => void;

/** Tells on standard error. */
export const sayOnConsole: Say = (message, cause) => {
  const why = cause instanceof Error ? cause.message : cause;
  console.error(why === undefined ? message : `${message}: ${why}`);
};
