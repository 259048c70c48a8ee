DROP TABLE rubric_scores;
