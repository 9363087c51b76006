/** Parlor's mark: a doorway with a lit window, in one colour. The same drawing as public/favicon.svg. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg class="mark" width={size} height={size} viewBox="0 0 32 32" fill="currentColor" aria-hidden="true">
      <path
        fill-rule="evenodd"
        d="M6 29V14a10 10 0 0 1 20 0v15ZM10.03 13.4H15.2V8.05A6 6 0 0 0 10.03 13.4ZM16.8 13.4h5.17A6 6 0 0 0 16.8 8.05ZM10 15v3.5h5.2V15ZM16.8 15v3.5H22V15ZM21 25a1.6 1.6 0 1 0 0-3.2 1.6 1.6 0 0 0 0 3.2Z"
      />
      <path d="M3.5 28h25a1.5 1.5 0 0 1 0 3h-25a1.5 1.5 0 0 1 0-3Z" />
    </svg>
  );
}
