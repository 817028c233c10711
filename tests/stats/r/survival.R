# Writes the expected values of the survival tests: Rscript survival.R, in this folder.
# Made with R 4.2.2 and survival 3.5.3; the tests only read the result.
library(survival)

number <- function(x) ifelse(is.finite(x), formatC(x, digits = 15, format = "g", width = 1), "")

# One row a distinct time: how many had the event, how many were censored, and what survfit makes of it.
kaplan_meier <- function(days, event, file) {
	curve <- survfit(Surv(days, event) ~ 1, conf.type = "log-log")
	write.csv(
		data.frame(
			days = curve$time, at_risk = curve$n.risk, events = curve$n.event, censored = curve$n.censor,
			survival = number(curve$surv), variance = number((curve$surv * curve$std.err)^2),
			low = number(curve$lower), high = number(curve$upper)
		),
		file, row.names = FALSE, quote = FALSE
	)
}

kaplan_meier(lung$time, lung$status == 2, "lung.csv")
kaplan_meier(ovarian$futime, ovarian$fustat == 1, "ovarian.csv")
