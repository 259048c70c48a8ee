"""The review schedule, measured: on a log of real reviews, and on simulated memories beside other schedules."""
