/**
 * The database cannot be reached, or could not finish: nothing was acknowledged. A change whose commit was under way may
 * have been made all the same; sending a message again with the same `mid` is harmless.
 */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
}
