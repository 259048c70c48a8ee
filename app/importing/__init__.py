"""Problems that others wrote, turned into problems of ours; content/README.md says by which rules."""
