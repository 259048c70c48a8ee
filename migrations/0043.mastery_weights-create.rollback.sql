DROP TABLE mastery_items;
DROP TABLE mastery_weights;
