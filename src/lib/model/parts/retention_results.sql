-- Who stayed, who left and who grew of the accounts that were active at the start of each window.
-- Grain: one window. Params: none. Reads windows. With subscriptions an account is active on a day on which one runs,
-- and comes to its monthly amount of that day; the start is the eve of the window, the end its last day. Without, it is
-- active at the start if it bought in the equally long span before the window, at the end if it bought in it, and comes
-- to what it bought in each.
with begun as (
	select account_key, min(from_on) as first_on
	from scope_revenue
	group by account_key
	union all
	select p.account_key, min(p.purchased_on) as first_on
	from scope_purchases as p
	cross join retention_basis as b
	where b.basis <> 'subscriptions'
	group by p.account_key
),
stood as (
	select w.window_key, r.account_key, true as is_at_start, r.monthly_amount as amount
	from windows as w
	inner join scope_revenue as r on r.from_on < w.from_on and r.before_on >= w.from_on
	union all
	select w.window_key, r.account_key, false as is_at_start, r.monthly_amount as amount
	from windows as w
	inner join scope_revenue as r on r.from_on < w.to_on and r.before_on >= w.to_on
	union all
	select w.window_key, p.account_key, p.purchased_on < w.from_on as is_at_start, p.amount
	from windows as w
	inner join scope_purchases as p
		on p.purchased_on >= span_before(w.from_on, w.to_on)
		and p.purchased_on < w.to_on
	cross join retention_basis as b
	where b.basis <> 'subscriptions'
),
accounts as (
	select
		window_key,
		account_key,
		count(*) filter (is_at_start) > 0 as is_at_start,
		count(*) filter (not is_at_start) > 0 as is_at_end,
		coalesce(sum(amount) filter (is_at_start), 0) as start_amount,
		coalesce(sum(amount) filter (not is_at_start), 0) as end_amount
	from stood
	group by window_key, account_key
),
won_again as (
	select distinct w.window_key, a.account_key
	from windows as w
	inner join account_deals as a on a.closed_on >= w.from_on and a.closed_on < w.to_on
	inner join scope on scope.deal_key = a.deal_key
	where a.outcome = 'won'
),
compared as (
	select
		a.*,
		a.is_at_start and a.is_at_end as is_retained,
		case when a.is_at_start and a.is_at_end then a.end_amount - a.start_amount end as change_amount,
		f.first_on >= w.from_on as is_new,
		x.account_key is not null as has_won
	from accounts as a
	inner join windows as w on w.window_key = a.window_key
	inner join begun as f on f.account_key = a.account_key
	left join won_again as x on x.window_key = a.window_key and x.account_key = a.account_key
),
totals as (
	select
		window_key,
		count(*) filter (is_at_start) as accounts_start,
		sum(start_amount) filter (is_at_start) as start_amount,
		count(*) filter (is_retained) as accounts_retained,
		count(*) filter (is_at_start and not is_at_end) as accounts_churned,
		sum(start_amount) filter (is_at_start and not is_at_end) as churn_amount,
		count(*) filter (change_amount < 0) as accounts_contracted,
		-sum(change_amount) filter (change_amount < 0) as contraction_amount,
		count(*) filter (change_amount > 0) as accounts_expanded,
		sum(change_amount) filter (change_amount > 0) as expansion_amount,
		sum(end_amount) filter (is_retained) as retained_amount,
		count(*) filter (is_at_start and (has_won or coalesce(change_amount > 0, false))) as accounts_upsold,
		count(*) filter (not is_at_start and is_new) as accounts_new,
		sum(end_amount) filter (not is_at_start and is_new) as new_amount,
		count(*) filter (not is_at_start and not is_new) as accounts_reactivated,
		sum(end_amount) filter (not is_at_start and not is_new) as reactivated_amount
	from compared
	group by window_key
)
select
	b.basis,
	w.window_key,
	w.from_on,
	w.to_on,
	w.is_partial,
	coalesce(t.accounts_start, 0) as accounts_start,
	coalesce(t.start_amount, 0) as start_amount,
	coalesce(t.accounts_retained, 0) as accounts_retained,
	coalesce(t.accounts_churned, 0) as accounts_churned,
	coalesce(t.churn_amount, 0) as churn_amount,
	coalesce(t.accounts_contracted, 0) as accounts_contracted,
	coalesce(t.contraction_amount, 0) as contraction_amount,
	coalesce(t.accounts_expanded, 0) as accounts_expanded,
	coalesce(t.expansion_amount, 0) as expansion_amount,
	coalesce(t.retained_amount, 0) as retained_amount,
	-- An account that came to less than nothing (a credit) and left takes nothing away: at most 1 all the same.
	least(
		ratio_of_positive(t.start_amount - coalesce(t.contraction_amount, 0) - coalesce(t.churn_amount, 0), t.start_amount),
		case when t.start_amount > 0 then 1 end
	) as gross_retention_ratio,
	ratio_of_positive(
		t.start_amount + coalesce(t.expansion_amount, 0) - coalesce(t.contraction_amount, 0) - coalesce(t.churn_amount, 0),
		t.start_amount
	) as net_retention_ratio,
	ratio_of(t.accounts_retained, t.accounts_start) as logo_retention_ratio,
	coalesce(t.accounts_upsold, 0) as accounts_upsold,
	ratio_of(t.accounts_upsold, t.accounts_start) as upsell_ratio,
	coalesce(t.accounts_new, 0) as accounts_new,
	coalesce(t.new_amount, 0) as new_amount,
	coalesce(t.accounts_reactivated, 0) as accounts_reactivated,
	coalesce(t.reactivated_amount, 0) as reactivated_amount
from windows as w
cross join retention_basis as b
left join totals as t on t.window_key = w.window_key
