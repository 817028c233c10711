-- The few expressions that differ between engines, under names of our own. Another engine brings its own file.
create or replace macro ratio_of(part, whole) as cast(part as double) / nullif(cast(whole as double), 0);
-- Half-open [from_day, to_day); a null bound is no bound, and a null day lies in no bounded window.
create or replace macro in_window(day, from_day, to_day) as
	(from_day is null or coalesce(day >= from_day, false)) and (to_day is null or coalesce(day < to_day, false));
-- Hyndman–Fan type 7.
create or replace macro quantile_of(x, p) as quantile_cont(cast(x as double), p);
-- Microseconds from one instant to a later one; whole days where either is a mere calendar date.
create or replace macro duration_us(from_at, to_at, whole_days) as
	case
		when whole_days then cast(date_diff('day', cast(from_at as date), cast(to_at as date)) as bigint) * 86400000000
		else epoch_us(to_at) - epoch_us(from_at)
	end;
create or replace macro days_of_us(us) as cast(us as double) / 86400000000;
-- The nearest whole hour, in microseconds.
create or replace macro to_whole_hours(us) as cast(floor((us + 1800000000) / 3600000000) as bigint) * 3600000000;
create or replace macro day_of(instant) as cast(instant as date);
-- Text holds `needle`, whatever its case.
create or replace macro holds_text(haystack, needle) as contains(lower(haystack), lower(needle));
-- The calendar period that holds a day: day, week (from Monday), month, quarter or year; null of another name.
create or replace macro period_start(period, day) as
	case period
		when 'day' then cast(day as date)
		when 'week' then cast(date_trunc('week', day) as date)
		when 'month' then cast(date_trunc('month', day) as date)
		when 'quarter' then cast(date_trunc('quarter', day) as date)
		when 'year' then cast(date_trunc('year', day) as date)
	end;
-- The first day of the next period.
create or replace macro period_end(period, start_day) as
	cast(
		start_day + case period
			when 'day' then interval 1 day
			when 'week' then interval 7 day
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
					when 'month' then interval 1 month
					when 'quarter' then interval 3 month
					when 'year' then interval 1 year
				end
			)
		) as date
	);
-- Whole days from one day to another.
create or replace macro days_between(from_day, to_day) as date_diff('day', from_day, to_day);
-- Any of the bits of `bits` is set in `mask`.
create or replace macro has_bits(mask, bits) as (mask & bits) <> 0;
-- The file and the row of a log that a source_order names.
create or replace macro file_of_source(source_order) as cast(source_order // 1099511627776 as integer);
create or replace macro row_of_source(source_order) as source_order % 1099511627776;
