"""Many open streams on one API process: what they take of its memory, and how soon events are there."""
