-- Every account.
-- Grain: one account. Params: none.
select account_key from account_keys
