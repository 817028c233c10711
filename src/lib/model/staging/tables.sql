-- What intake must deliver: one typed table a source of facts. Intake fills these; nothing above reads a raw file.

-- Grain: one deal. deal_key numbers deals by start, then id. outcome is open, won or lost as the export says;
-- closed_at is the actual close, null while open. labelled_on is the day on which the export named stage_label: that
-- of the export, else of its newest fact; meant_on is the day by which it is read: the one on which the deal took the
-- label, where a log or an earlier export tells, else that of its close or labelled_on. amount and currency are after conversion by stg_rates, if there are any;
-- original_amount and original_currency are as the export has them. segment columns segment_1 … segment_n are added by
-- intake.
create or replace table stg_deals (
	deal_key bigint,
	deal_id varchar,
	external_id varchar,
	source_file varchar,
	source_line bigint,
	deal_name varchar,
	account_name varchar,
	owner_name varchar,
	source_name varchar,
	stage_label varchar,
	labelled_on date,
	meant_on date,
	outcome varchar,
	amount decimal(18, 4),
	currency varchar,
	original_amount decimal(18, 4),
	original_currency varchar,
	created_at timestamp,
	closed_at timestamp,
	expected_close_on date
);

-- Grain: one row of a stage log, or one dated stage entry. deal_key is null where no deal has this id.
-- Events of one instant are ordered by place_in_instant, where the log itself tells which came first, then by
-- source_order, as their file has them. evidence_code: 1 history, 2 entry dates, 3 snapshots.
create or replace table stg_stage_events (
	deal_key bigint,
	deal_id varchar,
	changed_at timestamp,
	to_label varchar,
	from_label varchar,
	place_in_instant double,
	source_order bigint,
	evidence_code integer
);

-- Grain: one row that was set aside because another row of the same deal stands.
create or replace table stg_repeated_rows (deal_key bigint, source_file varchar, source_line bigint);

-- Grain: one row of a file from which on its lines are counted anew: row n stands on line first_line + n - first_row.
-- The source_order of a row of a log is file_index × 2^40 + row.
create or replace table stg_line_breaks (
	file_index integer,
	source_file varchar,
	first_row bigint,
	first_line bigint
);

-- Grain: one label as exports write it, and one span of days [from_on, before_on) in which it has this meaning; null
-- bounds are unbounded, and spans of a label do not overlap. Join it by the label and by in_window of the day on which
-- the label was written. stage_rank only for open stages.
create or replace table stg_labels (
	label varchar,
	stage_rank integer,
	kind varchar,
	from_on date,
	before_on date
);

-- Grain: one open stage of the process.
create or replace table stg_stages (stage_rank integer, stage varchar);

-- Grain: one currency, most amounts first, from 0; null is none named.
create or replace table stg_currencies (currency_code integer, currency varchar);

-- Grain: one segment. column_name is its column of stg_deals and deal_facts.
create or replace table stg_segments (segment_key varchar, segment_label varchar, column_name varchar);

-- Grain: one row. Whether a column tells the time of day or calendar dates only; time_zone is the zone whose days count,
-- UTC where no date has a time. Instants are kept in UTC; the macros of the clock tell their days. A date without a
-- time is the instant at which its day begins.
create or replace table stg_settings (
	created_has_time boolean,
	closed_has_time boolean,
	events_have_time boolean,
	time_zone varchar
);

-- Grain: one known value of a deal's amount at an instant, from a change log or a snapshot; consecutive rows may
-- repeat a value. Ordered within a deal by changed_at, then source_order. evidence_code as in stg_stage_events.
create or replace table stg_amount_changes (
	deal_key bigint,
	deal_id varchar,
	changed_at timestamp,
	amount decimal(18, 4),
	source_order bigint,
	evidence_code integer
);

-- Grain: one known value of a deal's expected close at an instant; else as stg_amount_changes.
create or replace table stg_expected_close_changes (
	deal_key bigint,
	deal_id varchar,
	changed_at timestamp,
	expected_close_on date,
	source_order bigint,
	evidence_code integer
);

-- Grain: one known owner of a deal at an instant; else as stg_amount_changes.
create or replace table stg_owner_changes (
	deal_key bigint,
	deal_id varchar,
	changed_at timestamp,
	owner_name varchar,
	source_order bigint,
	evidence_code integer
);

-- Grain: the exports of one day of one list of deals, where exports of two or more days of it were given. Empty
-- otherwise. previous_at is the day of the export before it. An export shows the deals as they stood at the end of
-- its day.
create or replace table stg_snapshots (
	series_number integer,
	snapshot_at timestamp,
	previous_at timestamp,
	deals bigint
);

-- Grain: one deal in one snapshot, as it stood then: what stg_deals has of its newest one. previous_at is the snapshot
-- before it in which the deal is; null in its first.
create or replace table stg_snapshot_deals (
	series_number integer,
	snapshot_at timestamp,
	previous_at timestamp,
	deal_key bigint,
	stage_label varchar,
	meant_on date,
	outcome varchar,
	amount decimal(18, 4),
	expected_close_on date,
	owner_name varchar,
	created_at timestamp,
	closed_at timestamp
);

-- Grain: one customer, by the name that stg_deals.account_name, subscriptions and orders have too. All other columns
-- of its files stand in columns of their own, as text, added by intake.
create or replace table stg_accounts (account_name varchar, account_id varchar, source_file varchar, source_line bigint);

-- Grain: one product, by the name that deals, subscriptions and orders have too; else as stg_accounts.
create or replace table stg_products (product_name varchar, product_id varchar, source_file varchar, source_line bigint);

-- Grain: one subscription. It runs in [starts_on, ends_before); ends_before is null while it runs on.
create or replace table stg_subscriptions (
	account_name varchar,
	product_name varchar,
	starts_on date,
	ends_before date,
	monthly_amount decimal(18, 4),
	currency varchar,
	original_monthly_amount decimal(18, 4),
	original_currency varchar,
	source_file varchar,
	source_line bigint
);

-- Grain: one order of an account, where a file of orders was given.
create or replace table stg_orders (
	order_id varchar,
	account_name varchar,
	product_name varchar,
	ordered_on date,
	amount decimal(18, 4),
	currency varchar,
	original_amount decimal(18, 4),
	original_currency varchar,
	source_file varchar,
	source_line bigint
);

-- Grain: one target of a period [starts_on, ends_before) for the deals of a segment's value; segment_key is null for
-- the whole company. measure is won_amount, won_deals or created_deals.
create or replace table stg_targets (
	starts_on date,
	ends_before date,
	segment_key varchar,
	segment_value varchar,
	measure varchar,
	target double,
	currency varchar,
	original_target double,
	original_currency varchar
);

-- Grain: what one lead source cost in a period [starts_on, ends_before).
create or replace table stg_spend (
	source_name varchar,
	starts_on date,
	ends_before date,
	spend_amount decimal(18, 4),
	currency varchar,
	original_spend_amount decimal(18, 4),
	original_currency varchar
);

-- Grain: one owner in one team for a time [starts_on, ends_before); null bounds are unbounded. All other columns of its
-- files stand in columns of their own, as in stg_accounts.
create or replace table stg_people (
	owner_name varchar,
	owner_id varchar,
	team_name varchar,
	role_name varchar,
	manager_name varchar,
	starts_on date,
	ends_before date
);

-- Grain: one lead. deal_key is null where it became no deal that is known; is_converted is as the file says, or true
-- where it became one.
create or replace table stg_leads (
	lead_id varchar,
	deal_key bigint,
	source_name varchar,
	owner_name varchar,
	account_name varchar,
	created_at timestamp,
	converted_at timestamp,
	is_converted boolean,
	source_file varchar,
	source_line bigint
);

-- Grain: 1 unit of currency = rate units of to_currency from starts_on on (null: always).
create or replace table stg_rates (currency varchar, to_currency varchar, rate double, starts_on date);

-- Grain: one step of the process as the user defined it, in order. stage_rank is null for steps that are no open
-- stage (won, lost, after the sale). measure names one of step-measures.ts; target is in its unit. usual_measure is the
-- one that such a step mostly has, by its words.
create or replace table stg_process_steps (
	step_number integer,
	step varchar,
	kind varchar,
	stage_rank integer,
	purpose varchar,
	entry_criteria varchar,
	owner_name varchar,
	measure varchar,
	target double,
	usual_measure varchar
);
