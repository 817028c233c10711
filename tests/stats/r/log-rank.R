# Writes the rows of the log-rank tests: Rscript log-rank.R, in this folder. The results of survdiff stand in the tests.
# Made with R 4.2.2 and survival 3.5.3.
library(survival)

grouped <- function(days, event, group, file) {
	rows <- aggregate(cbind(events = as.integer(event), censored = as.integer(!event)), list(days = days, group = group), sum)
	write.csv(rows[c("group", "days", "events", "censored")], file, row.names = FALSE, quote = FALSE)
}

lung <- subset(survival::lung, !is.na(ph.ecog))
grouped(lung$time, lung$status == 2, lung$ph.ecog, "lung-by-ecog.csv")
grouped(survival::lung$time, survival::lung$status == 2, survival::lung$sex, "lung-by-sex.csv")
