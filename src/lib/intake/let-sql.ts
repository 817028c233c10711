/** SQL of `body` in which `name` stands for `value`, written and computed once. */
export const letSql = (name: string, value: string, body: string): string =>
	`list_transform([${value}], lambda ${name}: ${body})[1]`;
