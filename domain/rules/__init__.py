"""Pure decisions: facts and the clock's reading in, the decision and its reasons out."""
