const STRINGS_AND_COMMENTS = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\$\$[\s\S]*?\$\$|--[^\n]*|\/\*[\s\S]*?\*\//g;

/** A SQL text with what `stand` gives in place of each string, quoted name and comment. */
export const bareSql = (sql: string, stand: (found: string, isComment: boolean) => string): string =>
	sql.replace(STRINGS_AND_COMMENTS, (found) => stand(found, found.startsWith('-') || found.startsWith('/')));
