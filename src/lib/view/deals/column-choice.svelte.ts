/** The columns that the reader chose for the list of deals, while the page is open; null leaves it to the width. */
export const columnChoice = $state<{ keys: readonly string[] | null }>({ keys: null });
