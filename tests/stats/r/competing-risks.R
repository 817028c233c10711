# Writes the expected values of the competing-risks tests: Rscript competing-risks.R, in this folder.
# Made with R 4.2.2 and survival 3.5.3; the tests only read the result.
library(survival)

number <- function(x) ifelse(is.finite(x), formatC(x, digits = 15, format = "g", width = 1), "")

# mgus2: months from the diagnosis of a gammopathy to a plasma cell malignancy (pcm) or to death without one.
days <- with(mgus2, ifelse(pstat == 0, futime, ptime))
cause <- factor(with(mgus2, ifelse(pstat == 0, 2 * death, 1)), 0:2, c("censor", "pcm", "death"))
curve <- survfit(Surv(days, cause) ~ 1, conf.type = "log-log")
write.csv(
	data.frame(
		days = curve$time, at_risk = curve$n.risk[, 1],
		pcm = curve$n.event[, 2], death = curve$n.event[, 3], censored = curve$n.censor,
		survival = number(curve$pstate[, 1]),
		pcm_incidence = number(curve$pstate[, 2]), pcm_variance = number(curve$std.err[, 2]^2),
		pcm_low = number(curve$lower[, 2]), pcm_high = number(curve$upper[, 2]),
		death_incidence = number(curve$pstate[, 3]), death_variance = number(curve$std.err[, 3]^2),
		death_low = number(curve$lower[, 3]), death_high = number(curve$upper[, 3])
	),
	"mgus2.csv", row.names = FALSE, quote = FALSE
)
