-- The few expressions that differ between engines, under names of our own. Another engine brings its own file.
create or replace macro ratio_of(part, whole) as cast(part as double) / nullif(cast(whole as double), 0);
-- Of a whole that credits may bring to nothing or below: null then, as a share of a debt is none.
create or replace macro ratio_of_positive(part, whole) as case when whole > 0 then ratio_of(part, whole) end;
-- Half-open [from_day, to_day); a null bound is no bound, and a null day lies in no bounded window.
create or replace macro in_window(day, from_day, to_day) as
	(from_day is null or coalesce(day >= from_day, false)) and (to_day is null or coalesce(day < to_day, false));
-- Hyndman–Fan type 7.
create or replace macro quantile_of(x, p) as quantile_cont(cast(x as double), p);
-- Several quantiles of one column, as a list: its values are put in order once.
create or replace macro quantiles_of(x, ps) as quantile_cont(cast(x as double), ps);
-- The clock of the workspace's time zone at an instant, and the instant at which that clock shows a time. These are
-- those of UTC; `clock.ts` writes those of another zone in their place. Nothing else knows of zones.
create or replace macro local_at(instant) as cast(instant as timestamp);
create or replace macro instant_of(wall) as cast(wall as timestamp);
-- The day on which an instant falls, and the instant at which a day begins.
create or replace macro day_of(instant) as cast(local_at(instant) as date);
create or replace macro start_of_day(day) as instant_of(cast(day as timestamp));
-- Microseconds from one instant to a later one; whole days where either is a mere calendar date.
create or replace macro duration_us(from_at, to_at, whole_days) as
	case
		when whole_days then cast(date_diff('day', day_of(from_at), day_of(to_at)) as bigint) * 86400000000
		else epoch_us(to_at) - epoch_us(from_at)
	end;
create or replace macro days_of_us(us) as cast(us as double) / 86400000000;
-- The nearest whole hour, in microseconds.
create or replace macro to_whole_hours(us) as cast(floor((us + 1800000000) / 3600000000) as bigint) * 3600000000;
-- Lengths to the bin: whole hours up to 8 days, quarters of a day up to 64 days, then whole days, each to the nearest. So a
-- length is told within half an hour, 3 hours, or half a day, never out of order, and one of whole days exactly.
create or replace macro length_bin(us) as
	cast(
		case
			when us < 691200000000 then (us + 1800000000) // 3600000000
			when us < 5529600000000 then 192 + (us - 691200000000 + 10800000000) // 21600000000
			-- No stay lasts longer than 2,800 years, but a typing error may.
			when us is not null then least(416 + (us - 5529600000000 + 43200000000) // 86400000000, 1048574)
		end as bigint
	);
-- The length in microseconds that a bin stands for.
create or replace macro length_of_bin(bin) as
	case
		when bin < 192 then cast(bin as bigint) * 3600000000
		when bin < 416 then 691200000000 + cast(bin - 192 as bigint) * 21600000000
		else 5529600000000 + cast(bin - 416 as bigint) * 86400000000
	end;
-- Stage, kind (0 to 7) and bin of a length (null: none) in one number, which is counted by sooner than three are.
create or replace macro cell_of(stage_rank, kind, bin) as
	cast((cast(stage_rank as bigint) * 8 + kind) * 1048576 + coalesce(bin + 1, 0) as uinteger);
create or replace macro stage_of_cell(cell) as cast(cell // 8388608 as smallint);
create or replace macro kind_of_cell(cell) as cast((cell // 1048576) % 8 as integer);
create or replace macro bin_of_cell(cell) as cast(nullif(cell % 1048576, 0) as bigint) - 1;
-- Text holds `needle`, whatever its case.
create or replace macro holds_text(haystack, needle) as contains(lower(haystack), lower(needle));
-- The calendar period that holds a day: day, week (from Monday), week_sunday or week_saturday (from that day), month,
-- quarter or year; null of another name.
-- Its case keeps nulls: DuckDB 1.4 takes what date_trunc gives for never null, counts such rows and fails to group by them.
create or replace macro period_start(period, day) as
	case
		when day is null then null
		when period = 'day' then cast(day as date)
		when period = 'week' then cast(date_trunc('week', day) as date)
		when period = 'week_sunday' then cast(date_trunc('week', cast(day as date) + 1) as date) - 1
		when period = 'week_saturday' then cast(date_trunc('week', cast(day as date) + 2) as date) - 2
		when period = 'month' then cast(date_trunc('month', day) as date)
		when period = 'quarter' then cast(date_trunc('quarter', day) as date)
		when period = 'year' then cast(date_trunc('year', day) as date)
	end;
-- The first day of the next period.
create or replace macro period_end(period, start_day) as
	cast(
		start_day + case period
			when 'day' then interval 1 day
			when 'week' then interval 7 day
			when 'week_sunday' then interval 7 day
			when 'week_saturday' then interval 7 day
			when 'month' then interval 1 month
			when 'quarter' then interval 3 month
			when 'year' then interval 1 year
		end as date
	);
-- In a select list: one row for each period from the one that holds `from_day` to the one that holds `to_day`.
create or replace macro period_starts(period, from_day, to_day) as
	cast(
		unnest(
			generate_series(
				cast(period_start(period, from_day) as timestamp),
				cast(to_day as timestamp),
				case period
					when 'day' then interval 1 day
					when 'week' then interval 7 day
					when 'week_sunday' then interval 7 day
					when 'week_saturday' then interval 7 day
					when 'month' then interval 1 month
					when 'quarter' then interval 3 month
					when 'year' then interval 1 year
				end
			)
		) as date
	);
-- Whole days from one day to another.
create or replace macro days_between(from_day, to_day) as date_diff('day', from_day, to_day);
-- First day of the equally long span just before: as many whole months where the span lasts whole months, else as many
-- days, as base/window has it.
create or replace macro span_before(from_day, to_day) as
	case
		when date_diff('month', from_day, to_day) > 0
			and cast(from_day + to_months(date_diff('month', from_day, to_day)) as date) = to_day
			then cast(from_day - to_months(date_diff('month', from_day, to_day)) as date)
		else from_day - cast(days_between(from_day, to_day) as integer)
	end;
-- Any of the bits of `bits` is set in `mask`.
create or replace macro has_bits(mask, bits) as (mask & bits) <> 0;
-- The file and the row of a log that a source_order names.
create or replace macro file_of_source(source_order) as cast(source_order // 1099511627776 as integer);
create or replace macro row_of_source(source_order) as source_order % 1099511627776;
-- The number, from 0, of the band of ages in which a forecast takes the chances of a stay as constant, and the first age
-- of a band in days: AGE_BANDS.
create or replace macro age_band_number(age) as
	case
		when age >= 271 then 16
		when age >= 181 then 15
		when age >= 121 then 14
		when age >= 91 then 13
		when age >= 61 then 12
		when age >= 46 then 11
		when age >= 31 then 10
		when age >= 22 then 9
		when age >= 15 then 8
		when age >= 11 then 7
		when age >= 8 then 6
		when age >= 6 then 5
		when age >= 4 then 4
		when age >= 3 then 3
		when age >= 2 then 2
		when age >= 1 then 1
		else 0
	end;
create or replace macro band_start(band_number) as
	([0, 1, 2, 3, 4, 6, 8, 11, 15, 22, 31, 46, 61, 91, 121, 181, 271])[band_number + 1];
-- Deals of like amount: half a power of ten a band, -1 for none, nothing or less.
create or replace macro amount_band(amount) as
	case when amount > 0 then greatest(0, cast(floor(2 * log10(cast(amount as double))) as integer)) else -1 end;
-- Month in which it ended, band of amounts, stage, band of ages and exit of a stay in one number; and how many months back
-- from now, band of amounts, stage and age (0 to 271) of a deal that was open then. In the order of what they hold.
create or replace macro ended_cell_of(months_back, amount_band, stage_rank, band_number, exit_rank) as
	cast(
		(((cast(months_back as bigint) * 32 + amount_band + 1) * 128 + stage_rank) * 32 + band_number) * 256 + exit_rank + 1
		as uinteger
	);
create or replace macro standing_cell_of(months_back, stage_rank, age_days, amount_band) as
	cast(
		((cast(months_back as bigint) * 128 + stage_rank) * 512 + age_days) * 32 + amount_band + 1
		as uinteger
	);
-- The square of an amount, exactly: in hundred-millionths of a unit.
create or replace macro square_of(amount) as
	cast(cast(amount as decimal(38, 4)) * 10000 as hugeint) * cast(cast(amount as decimal(38, 4)) * 10000 as hugeint);
-- The first day of a stretch as long as the period that ends before `day`.
create or replace macro period_before(period, day) as
	cast(
		day - case period
			when 'day' then interval 1 day
			when 'week' then interval 7 day
			when 'week_sunday' then interval 7 day
			when 'week_saturday' then interval 7 day
			when 'month' then interval 1 month
			when 'quarter' then interval 3 month
			when 'year' then interval 1 year
		end as date
	);
