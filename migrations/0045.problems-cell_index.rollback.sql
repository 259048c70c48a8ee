DROP INDEX idx_problems_cell;
