"""What is recommended next, measured on simulated learners beside other ways of choosing."""
