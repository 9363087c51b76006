/** Parlor's mark: a doorway with a lit window, in one colour. The same drawing as public/favicon.svg. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg class="mark" width={size} height={size} viewBox="0 0 32 32" fill="currentColor" aria-hidden="true">
      <path fill-rule="evenodd" d="M5 31V14a11 11 0 0 1 22 0v17ZM11 19.5h4.2v-9.4A5.2 5.2 0 0 0 11 15ZM16.8 19.5H21V15a5.2 5.2 0 0 0-4.2-4.9Z" />
    </svg>
  );
}
