/** Where those who hide are counted, for whoever must know that a room is not empty. */
export function hiddenPart(conversation: string): string {
  return `${conversation}/hidden`;
}
