-- What intake must deliver: one typed table a source of facts. Intake fills these; nothing above reads a raw file.

-- Grain: one deal. deal_key numbers deals by start, then id. outcome is open, won or lost as the export says;
-- closed_at is the actual close, null while open. segment columns segment_1 … segment_n are added by intake.
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
	outcome varchar,
	amount decimal(18, 4),
	currency varchar,
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

-- Grain: one label as exports write it. stage_rank only for open stages.
create or replace table stg_labels (label varchar, stage_rank integer, kind varchar);

-- Grain: one open stage of the process.
create or replace table stg_stages (stage_rank integer, stage varchar);

-- Grain: one currency, most deals first, from 0; null is none named.
create or replace table stg_currencies (currency_code integer, currency varchar);

-- Grain: one segment. column_name is its column of stg_deals and deal_facts.
create or replace table stg_segments (segment_key varchar, segment_label varchar, column_name varchar);

-- Grain: one row. Whether a column tells the time of day or calendar dates only.
create or replace table stg_settings (created_has_time boolean, closed_has_time boolean, events_have_time boolean);
