"""Random walks of two learners through their sessions, beside a model that says what each step must answer."""
