DROP TABLE problem_cells;
